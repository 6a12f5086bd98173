// What is wrong with the network of one server. Rule 1: each fault takes hold of each connection by one throw of the dice, at the
// connection's start or at its own. Rule 2: every stage has random numbers of its own, from the seed, the number of the
// connection, the direction and the number of the fault, so that a run repeats itself whatever else happens. Rule 3: what is
// removed leaves nothing armed and nothing held.

import type { Clock } from '@netmgr/client';
import type { FrameLayout, SystemIds } from '@netmgr/client/protocol';
import { MockError } from '../errors.ts';
import { FaultyLink, type FaultyLinkOptions } from '../link/faulty-link.ts';
import { ForkedLink } from '../link/forked-link.ts';
import type { AcceptLink, Link, LinkListener } from '../link/link.ts';
import type { CreateStage } from '../link/stage.ts';
import type { Caller, Door } from '../listen/listener.ts';
import { createDerivedRandom } from './derived-random.ts';
import type { Fault } from './fault.ts';
import { FAULT_ORDER } from './fault-order.ts';
import { FaultHold, type InstalledFault } from './installed-fault.ts';
import { checkHasClient, type FaultOptions, resolveFaultOptions } from './resolve-fault-options.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Each fault may have a stage in each connection, so that their number must have an end. */
const MAX_FAULTS = 1000;

/** What a board works with. */
export interface FaultBoardOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly layout: FrameLayout;
  readonly systemIds: SystemIds;
  /** How many bytes of one client are held before it is stopped. */
  readonly maxHeldBytes: number;
}

/** The faults of one server, and the connections that they act on. */
export class FaultBoard {
  /** Stands before the server: refuses or delays whom a fault hits. */
  readonly door: Door = (caller) => this.#answer(caller, ++this.#lastCaller);
  readonly #options: FaultBoardOptions;
  readonly #waitingRoom: WaitingRoom;
  readonly #linkOptions: FaultyLinkOptions;
  /** Each link has its place in the row of all connections. */
  readonly #numbers: Map<FaultyLink, number> = new Map();
  #faults: readonly FaultHold[] = [];
  #lastFault = 0;
  #lastLink = 0;
  #lastCaller = 0;
  #isClosed = false;

  constructor(options: FaultBoardOptions) {
    this.#options = options;
    this.#waitingRoom = new WaitingRoom(options.clock);
    const { clock, layout, maxHeldBytes } = options;
    this.#linkOptions = { clock, layout, maxHeldBytes, onGone: (link) => this.#forget(link) };
  }

  /** Lists what was added and not removed, in the order of adding. The list is a snapshot. */
  get faults(): readonly InstalledFault[] {
    return this.#faults;
  }

  /** Adds a fault, for one link or for all, present and to come. Throws UsageError BAD_OPTION, and MockError when closed or full. */
  add(fault: Fault, options?: FaultOptions, target?: Link): InstalledFault {
    if (this.#isClosed) throw new MockError('SERVER_CLOSED', 'the server was closed');
    if (this.#faults.length >= MAX_FAULTS) {
      throw new MockError('TOO_MANY_FAULTS', `there are ${MAX_FAULTS} faults already`);
    }
    const { direction, probability, afterMs, durationMs } = resolveFaultOptions(fault, options);
    if (target !== undefined) checkHasClient(fault, 'client', target.peerName);
    const number = ++this.#lastFault;
    const onRemove = (self: FaultHold): void => this.#onRemove(self);
    const hold = new FaultHold({ number, fault, direction, probability, target, onRemove });
    this.#faults = [...this.#faults, hold];
    if (afterMs === 0) this.#begin(hold, durationMs);
    else hold.keepTimer(this.#options.clock.after(afterMs, () => this.#begin(hold, durationMs)));
    return hold;
  }

  /** Removes all faults. */
  clear(): void {
    for (const hold of this.#faults) hold.remove();
  }

  /** Lets present connections go on without faults, so that they can end; new ones are hit as before. Who waits to be let in is refused. */
  hurry(): void {
    this.#waitingRoom.refuseAll();
    for (const link of [...this.#numbers.keys()]) link.hurry();
  }

  /** Removes all faults for good. */
  close(): void {
    this.#isClosed = true;
    this.#waitingRoom.refuseAll();
    this.clear();
  }

  /** Takes a link for a server, which gets it with the faults in between. Returns who listens to the real link; `undefined` refuses it. */
  accept(link: Link, accept: AcceptLink): LinkListener | undefined {
    const lingers = this.#drawEchoes();
    if (lingers.length === 0) return this.#acceptOne(link, accept);
    const fork = new ForkedLink(link, this.#options.clock);
    if (!fork.acceptMain((main) => this.#acceptOne(main, accept))) return undefined;
    for (const lingerMs of lingers) fork.acceptEcho(lingerMs, (echo) => this.#acceptOne(echo, accept));
    return fork;
  }

  #acceptOne(real: Link, accept: AcceptLink): LinkListener | undefined {
    const link = new FaultyLink(real, this.#linkOptions);
    this.#numbers.set(link, ++this.#lastLink);
    for (const hold of this.#faults) this.#takeHold(hold, link);
    const listener = accept(link);
    if (listener === undefined) {
      link.discard();
      return undefined;
    }
    link.attach(listener);
    return link;
  }

  #drawEchoes(): number[] {
    const lingers: number[] = [];
    for (const hold of this.#faults) {
      const { effect } = hold.fault;
      if (effect.at !== 'opening' || !hold.isActive) continue;
      if (this.#hits(hold, this.#lastLink + 1, DRAWS.connection)) lingers.push(effect.lingerMs);
    }
    return lingers;
  }

  #forget(link: FaultyLink): void {
    this.#numbers.delete(link);
    for (const hold of this.#faults) hold.forget(link);
  }

  #begin(hold: FaultHold, durationMs: number): void {
    hold.begin();
    if (durationMs !== Number.POSITIVE_INFINITY) {
      hold.keepTimer(this.#options.clock.after(durationMs, () => hold.remove()));
    }
    for (const link of [...this.#numbers.keys()]) this.#takeHold(hold, link);
  }

  #takeHold(hold: FaultHold, link: FaultyLink): void {
    const { fault, target, direction } = hold;
    const number = this.#numbers.get(link);
    if (!hold.isActive || fault.effect.at !== 'stream' || number === undefined) return;
    if ((target !== undefined && target !== link) || !this.#hits(hold, number, DRAWS.connection)) return;
    const { createStage } = fault.effect;
    const { systemIds } = this.#options;
    for (const way of direction === 'both' ? (['up', 'down'] as const) : [direction]) {
      const random = this.#random(hold, number, DRAWS[way]);
      const create: CreateStage = (context) => createStage({ ...context, random, direction: way, systemIds });
      hold.keep(link, link.addStage(way, rankOf(hold), create));
    }
    // A stage may end its connection as soon as it is made.
    if (!this.#numbers.has(link)) hold.forget(link);
  }

  #onRemove(hold: FaultHold): void {
    this.#faults = this.#faults.filter((each) => each !== hold);
    this.#waitingRoom.enter(hold);
  }

  #answer(caller: Caller, number: number): () => void {
    const delays: Map<FaultHold, number> = new Map();
    for (const hold of this.#faults) {
      const { effect } = hold.fault;
      if (!hold.isActive || effect.at !== 'door' || !this.#hits(hold, number, DRAWS.caller)) continue;
      const answer = effect.answer(this.#random(hold, number, DRAWS.answer));
      if (answer === 'refuse') {
        caller.refuse();
        return () => {};
      }
      if (answer > 0) delays.set(hold, answer);
    }
    if (delays.size > 0) return this.#waitingRoom.take(caller, delays);
    caller.enter();
    return () => {};
  }

  #hits(hold: FaultHold, number: number, draw: number): boolean {
    return hold.probability === 1 || this.#random(hold, number, draw)() < hold.probability;
  }

  #random(hold: FaultHold, number: number, draw: number): () => number {
    return createDerivedRandom(this.#options.seed, number, draw, hold.number);
  }
}

/** What random numbers are drawn for; each draw has a row of its own. */
const DRAWS = { connection: 0, up: 1, down: 2, caller: 3, answer: 4 } as const;

/** Sorts by the place of the kind, and within it by the order of adding. */
const rankOf = ({ fault, number }: FaultHold): number => FAULT_ORDER.indexOf(fault.name) * 2 ** 32 + number;
