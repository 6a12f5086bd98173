import type { Clock } from '@netmgr/client';
import { defineMessage, NetMgr, type NodeNetMgrOptions, t } from '@netmgr/client/node';
import { type Fault, latency, type MockServer, split, stall } from '@netmgr/server-mock';

export const MoveMsg = defineMessage(1001, 'MoveMsg', { n: t.int, name: t.string });
export const AskMsg = defineMessage(1002, 'AskMsg', { seq: t.int });
export const AnswerMsg = defineMessage(1004, 'AnswerMsg', { seq: t.int, text: t.string });
/** What the server of a soak must know. */
export const MESSAGES = [MoveMsg, AskMsg, AnswerMsg];

/** What a crowd has lived through. */
export interface SoakTally {
  arrivals: number;
  heard: number;
  answered: number;
  unanswered: number;
  reconnects: number;
  lives: number;
}

/** Where a crowd plays. */
export interface SoakWorld {
  readonly clock: Clock;
  readonly server: MockServer;
  readonly random: () => number;
  /** What the NetMgr numbered `i` dials by. */
  optionsOf(i: number): NodeNetMgrOptions;
}

/** So many arrivals the server remembers, for whoever may expect them later: before, its heap grows rightly. */
export const REMEMBERED = 1000;
const CLIENTS = 20;
const MOVE_EVERY_MS = 100;
const DISTURB_EVERY_MS = 1000;
/** Longer than it takes to find a server dead. */
const STALL_MS = 7000;

/** Lets clients move, ask, drop, come back, leave and be replaced, under faults that come and go, until it is stopped. */
export class SoakCrowd {
  readonly tally: SoakTally = { arrivals: 0, heard: 0, answered: 0, unanswered: 0, reconnects: 0, lives: 0 };
  readonly #world: SoakWorld;
  readonly #nets: NetMgr[] = [];
  readonly #goodbyes: Set<Promise<void>> = new Set();
  #cancels: (() => void)[] = [];
  #moves = 0;

  constructor(world: SoakWorld) {
    this.#world = world;
    world.server.on('clientOnline', () => void this.tally.arrivals++);
    world.server.onMessage(MoveMsg, (client, move) => void client.send(MoveMsg, move));
    world.server.onMessage(AskMsg, (client, { seq }) => void client.send(AnswerMsg, { seq, text: `answer ${seq}` }));
  }

  start(): void {
    for (let i = 0; i < CLIENTS; i++) this.#nets.push(this.#begin(i));
    this.#every(MOVE_EVERY_MS, () => this.#play());
    this.#every(DISTURB_EVERY_MS, () => this.#disturb());
  }

  /** Ends everything, and tells how many timers are still armed. */
  async stop(): Promise<number> {
    for (const cancel of this.#cancels) cancel();
    this.#world.server.clearFaults();
    await Promise.all([...this.#goodbyes, ...this.#nets.map((net) => this.#end(net))]);
    return this.#nets.reduce((sum, { armedTimers }) => sum + armedTimers, 0);
  }

  #begin(i: number): NetMgr {
    const { clock, random } = this.#world;
    this.tally.lives++;
    const net = new NetMgr({
      clock,
      random,
      messages: MESSAGES,
      retryFirstConnect: true,
      // A soak is about many reconnects, not about waiting for them.
      reconnect: { maxDelayMs: 2000 },
      dispatch: i % 4 === 0 ? 'manual' : 'immediate',
      ...this.#world.optionsOf(i),
    });
    net.onMessage(MoveMsg, () => this.tally.heard++);
    net.on('error', () => {});
    net.connect().catch(() => {});
    return net;
  }

  #end(net: NetMgr): Promise<void> {
    this.tally.reconnects += net.stats.reconnects;
    return net.close();
  }

  #play(): void {
    this.#moves++;
    for (const [i, net] of this.#nets.entries()) {
      net.send(MoveMsg, { n: this.#moves, name: 'Ann of the Hills' }, { whenOffline: i % 2 === 0 ? 'drop' : 'queue' });
      if ((this.#moves + i) % 5 === 0) this.#ask(net, this.#moves);
      net.update();
    }
  }

  #ask(net: NetMgr, seq: number): void {
    net.request(AskMsg, { seq }, AnswerMsg, { matchField: 'seq', timeoutMs: 3000 }).then(
      () => this.tally.answered++,
      () => this.tally.unanswered++,
    );
  }

  #disturb(): void {
    const { server, random } = this.#world;
    const disturbances = [
      () => this.#addFault(latency({ ms: 60, jitterMs: 40 }), 3000),
      () => this.#addFault(split({ random: [1, 30] }), 3000),
      () => this.#addFault(stall(), STALL_MS, Math.floor(random() * CLIENTS)),
      () => server.dropAll('reset'),
      () => server.dropAll('fin'),
      () => this.#replace(Math.floor(random() * CLIENTS)),
      () => this.#replace(Math.floor(random() * CLIENTS)),
      () => {},
    ];
    disturbances[Math.floor(random() * disturbances.length)]?.();
  }

  #replace(i: number): void {
    const old = this.#nets[i];
    if (old === undefined) return;
    const goodbye = this.#end(old).then(() => void this.#goodbyes.delete(goodbye));
    this.#goodbyes.add(goodbye);
    this.#nets[i] = this.#begin(i);
  }

  #addFault(fault: Fault, durationMs: number, index?: number): void {
    const { server } = this.#world;
    const client = index === undefined ? undefined : server.clients[index];
    if (index === undefined || client !== undefined) server.addFault(fault, { durationMs, ...(client && { client }) });
  }

  #every(ms: number, act: () => void): void {
    const slot = this.#cancels.length;
    const again = (): void => {
      this.#cancels[slot] = this.#world.clock.after(ms, () => {
        again();
        act();
      });
    };
    this.#cancels.push(() => {});
    again();
  }
}
