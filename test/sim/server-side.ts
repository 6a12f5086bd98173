import { createMemoryServer, type MemoryServer, type MockClient, type VirtualClock } from '@netmgr/server-mock';
import type { Ledger } from './ledger.ts';
import { AnswerMsg, AskMsg, BrokenMsg, MESSAGES, MoveMsg, padOf, TickMsg, UNKNOWN_ID } from './messages.ts';
import type { Happening } from './operations.ts';

const HEART_ID = 999;
const QUIT_ID = 1003;
const GREETINGS = 2;

/** The server of a simulation, which writes down what it sends and reads. */
export class ServerSide {
  readonly server: MemoryServer;
  readonly #ledger: Ledger;
  readonly #clock: VirtualClock;
  /** The dials that it has said Quit to, or ended. */
  readonly #ended: Set<number> = new Set();
  #resumedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: VirtualClock, ledger: Ledger, seed: number, complain: (what: string) => void) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.server = createMemoryServer({ clock, messages: MESSAGES, seed });
    this.server.on('clientOnline', (client) => this.#tick(client, GREETINGS, 3));
    this.server.on('clientOffline', (client, reason) => {
      const dial = dialOf(client);
      if (reason === 'quit') ledger.saidQuit(dial);
      if (reason === 'fin' && !this.#ended.has(dial)) complain(`dial ${dial} was ended without a Quit`);
    });
    this.server.onMessage(MoveMsg, (client, { serial, pad }) => ledger.received(dialOf(client), serial, pad));
    this.server.onMessage(AskMsg, (client, { serial, wantsAnswer }) => {
      ledger.received(dialOf(client), serial);
      if (wantsAnswer) client.send(AnswerMsg, { serial });
    });
  }

  /** Tells whether it reads and answers, and has done so for more than this instant. */
  get isAnswering(): boolean {
    return !this.server.isStalled && this.#clock.now() > this.#resumedAt;
  }

  /** Answers again, if it did not. */
  resume(): void {
    if (this.server.isStalled) this.#resumedAt = this.#clock.now();
    this.server.resume();
  }

  /** Lets something happen on the server's side. */
  act(happening: Happening): void {
    const { server } = this;
    if (['drop', 'restart', 'kick', 'quit'].includes(happening.do)) {
      for (const client of server.clients) this.#ended.add(dialOf(client));
    }
    switch (happening.do) {
      case 'stall':
        server.stall();
        break;
      case 'resume':
        this.resume();
        break;
      case 'drop':
        server.dropAll(happening.how);
        break;
      case 'restart':
        if (!server.isOpen) break;
        this.resume();
        void server.restart({ how: happening.how, downMs: happening.downMs });
        break;
      default:
        for (const client of server.clients) this.#actOn(client, happening);
    }
  }

  #actOn(client: MockClient, happening: Happening): void {
    switch (happening.do) {
      case 'tick':
        this.#tick(client, happening.count, happening.bytes);
        break;
      case 'kick':
        client.kick();
        break;
      case 'heartbeat':
        client.sendFrame(HEART_ID);
        break;
      case 'quit':
        client.sendFrame(QUIT_ID);
        break;
      case 'broken':
        this.#ledger.broke(dialOf(client));
        client.sendFrame(BrokenMsg.id, Uint8Array.of(9, 0, 0, 0, 1));
        break;
      case 'unknown':
        client.sendFrame(UNKNOWN_ID, padOf(1, 5));
    }
  }

  #tick(client: MockClient, count: number, bytes: number): void {
    const dial = dialOf(client);
    for (let i = 0; i < count && client.isOnline; i++) {
      const index = this.#ledger.nextTick(dial, bytes);
      client.send(TickMsg, { dial, index, pad: padOf(index, bytes) });
    }
  }
}

/** Tells which dial a client came by: the memory network counts them too. */
const dialOf = (client: MockClient): number => Number(client.peerName.split(':')[1]);
