// One performance of a scenario. Invariant: when its promise settles, every timer that it armed is disarmed, every handler that it added
// is removed, and every fault and stall that it caused is over.

import type { Clock } from '@netmgr/client';
import { answerOf, isPromise } from '../answer-of.ts';
import { MockError } from '../errors.ts';
import type { MockClient } from '../mock-client.ts';
import type { MockServer } from '../mock-server.ts';
import { formatDuration } from '../time/duration.ts';
import { TimerGroup } from '../time/timer-group.ts';
import { type Action, pickClients } from './actions.ts';
import type { HostClock } from './host-clock.ts';
import type { ClientMoment, Departure, MessageMoment, Moment } from './moment.ts';
import type { Place, Plan, PlanEntry } from './plan.ts';
import { StageCrew } from './stage-crew.ts';
import { Trace, type TraceLine } from './trace.ts';

/** How often an expectation that is not met yet is looked at. */
const LOOK_EVERY_MS = 50;
/** How much longer than the script a promise of a step may take. */
const OVERTIME_MS = 60_000;

/** What a run is made of. */
export interface ScenarioRunParts {
  readonly name: string;
  readonly plan: Plan;
  readonly server: MockServer;
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: HostClock | undefined;
  readonly onLine: (line: TraceLine) => void;
}

/** Performs a plan once. */
export class ScenarioRun {
  /** Resolves when the script is at its end and all that it expected came true. */
  readonly done: Promise<void>;
  readonly trace: Trace;
  readonly #parts: ScenarioRunParts;
  readonly #timers: TimerGroup;
  readonly #crew: StageCrew;
  readonly #arrivals: MockClient[] = [];
  readonly #departures: Departure[] = [];
  readonly #removers: (() => void)[] = [];
  readonly #busySteps: Map<symbol, Place & { readonly text: string; readonly sinceMs: number }> = new Map();
  #openEnds = 1;
  #endedAtMs: number | undefined;
  #resolve: () => void = () => {};
  #reject: (error: MockError) => void = () => {};

  constructor(parts: ScenarioRunParts) {
    this.#parts = parts;
    this.#timers = new TimerGroup(parts.clock);
    this.#crew = new StageCrew(parts.server, parts.host);
    this.trace = new Trace(parts.clock, parts.onLine);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get isOver(): boolean {
    return this.#endedAtMs !== undefined;
  }

  /** Tells how long it has been running, or ran. */
  get elapsedMs(): number {
    return this.#endedAtMs ?? this.trace.elapsedMs;
  }

  /** Tells how long the script still takes; 0 or less once only expectations and promises are left. */
  get leftMs(): number {
    return this.#parts.plan.endMs - this.trace.elapsedMs;
  }

  /** Begins. */
  start(): void {
    const { plan, server } = this.#parts;
    this.#removers.push(
      server.on('clientOnline', (client) => {
        this.#arrivals.push(client);
        this.trace.add('client', `client ${client.id} online`);
      }),
      server.on('clientOffline', (client, reason) => {
        this.#departures.push({ client, reason, atMs: this.trace.elapsedMs });
        this.trace.add('client', `client ${client.id} offline: ${reason}`);
      }),
    );
    for (const entry of plan.entries) this.#schedule(entry);
    if (this.isOver) return;
    this.#timers.after(plan.endMs + OVERTIME_MS, () => this.#giveUp());
    // Armed last, so that a step at the very end comes first.
    this.#timers.after(plan.endMs, () => this.#closeEnd());
  }

  /** Ends it before its end. */
  abort(cause?: unknown): void {
    const text = `${this.#parts.name} was aborted at ${formatDuration(this.trace.elapsedMs)}`;
    this.#finish(new MockError('SCENARIO_ABORTED', text, { cause }));
  }

  /** Ends it because of something that no step did. */
  crash(cause: unknown): void {
    const text = `${this.#parts.name} at ${formatDuration(this.trace.elapsedMs)}: ${messageOf(cause)}`;
    this.#finish(new MockError('SCENARIO_FAILED', text, { cause }));
  }

  #schedule(entry: PlanEntry): void {
    if (this.isOver) return;
    const { atMs, kind } = entry;
    const isOpenEnded = kind === 'whenMessage' || kind === 'whenOnline' || kind === 'every';
    if (!isOpenEnded) this.#openEnds++;
    // What is there from the beginning must not miss what a timer that was armed before brings in the same instant.
    if (atMs === 0) this.#begin(entry);
    else this.#timers.after(atMs, () => this.#begin(entry));
  }

  #begin(entry: PlanEntry): void {
    switch (entry.kind) {
      case 'once':
        this.#perform(entry, [entry.action], this.#moment(0));
        this.#closeEnd();
        break;
      case 'every':
        this.#repeat(entry, 0);
        break;
      case 'whenOnline':
        this.#whenOnline(entry);
        break;
      case 'whenMessage':
        this.#whenMessage(entry);
        break;
      case 'expect':
        this.#expect(entry, entry.withinMs + this.trace.elapsedMs);
        break;
      case 'expectMessage':
        this.#expectMessage(entry);
        break;
    }
  }

  #repeat(entry: PlanEntry & { kind: 'every' }, count: number): void {
    const endMs = entry.endMs ?? this.#parts.plan.endMs;
    const nextAt = entry.atMs + (count + 1) * entry.everyMs;
    if (nextAt <= endMs) this.#timers.after(nextAt - this.trace.elapsedMs, () => this.#repeat(entry, count + 1));
    this.#perform(entry, entry.actions, this.#moment(count));
  }

  #whenOnline(entry: PlanEntry & { kind: 'whenOnline' }): void {
    let count = 0;
    const remove = this.#parts.server.on('clientOnline', (client) => {
      const moment: ClientMoment = { ...this.#moment(count++), client };
      this.#perform(entry, entry.actions, moment);
    });
    this.#removers.push(remove);
  }

  #whenMessage(entry: PlanEntry & { kind: 'whenMessage' }): void {
    let count = 0;
    const remove = this.#parts.server.onMessage(entry.type, (client, message) => {
      const moment: MessageMoment<unknown> = { ...this.#moment(count), client, message };
      if (!this.#likes(entry, `when ${entry.type.name} comes`, () => entry.check(moment))) return;
      count++;
      this.#perform(entry, entry.actions, moment);
    });
    this.#removers.push(remove);
  }

  #expect(entry: PlanEntry & { kind: 'expect' }, deadlineMs: number): void {
    let isMet = false;
    let cause: unknown;
    try {
      isMet = answerOf(entry.check(this.#moment(0))) !== false;
    } catch (error) {
      cause = error;
    }
    if (isMet) {
      this.trace.add('expectation', `as expected: ${entry.what}`);
      this.#closeEnd();
      return;
    }
    const leftMs = deadlineMs - this.trace.elapsedMs;
    if (leftMs > 0) this.#timers.after(Math.min(leftMs, LOOK_EVERY_MS), () => this.#expect(entry, deadlineMs));
    else this.#disappoint(entry, entry.what, entry.withinMs, cause);
  }

  #expectMessage(entry: PlanEntry & { kind: 'expectMessage' }): void {
    const { type, check, withinMs } = entry;
    const what = `a ${type.name} comes`;
    const disarm = this.#timers.after(withinMs, () => this.#disappoint(entry, what, withinMs, undefined));
    const remove = this.#parts.server.onMessage(type, (client, message) => {
      if (!this.#likes(entry, what, () => check({ ...this.#moment(0), client, message }))) return;
      disarm();
      remove();
      this.trace.add('expectation', `as expected: ${what}`);
      this.#closeEnd();
    });
    this.#removers.push(remove);
  }

  #likes(place: Place, text: string, check: () => boolean): boolean {
    if (this.isOver) return false;
    try {
      return answerOf(check());
    } catch (error) {
      this.#fail(place, text, error);
      return false;
    }
  }

  #perform<M extends Moment>(place: Place, actions: readonly Action<M>[], moment: M): void {
    for (const { text, whom, run } of actions) {
      if (this.isOver) return;
      try {
        if (whom !== undefined && pickClients(moment, whom)?.length === 0) continue;
        this.trace.add('step', text);
        const result: unknown = run(moment, this.#crew);
        if (isPromise(result)) this.#wait(place, text, result);
      } catch (error) {
        this.#fail(place, text, error);
      }
    }
  }

  #wait(place: Place, text: string, promise: PromiseLike<unknown>): void {
    const key = Symbol(text);
    this.#busySteps.set(key, { ...place, text, sinceMs: this.trace.elapsedMs });
    this.#openEnds++;
    promise.then(
      () => {
        this.#busySteps.delete(key);
        this.#closeEnd();
      },
      (error: unknown) => this.#fail(place, text, error),
    );
  }

  #closeEnd(): void {
    if (--this.#openEnds === 0) this.#finish();
  }

  #giveUp(): void {
    const [busy] = this.#busySteps.values();
    if (busy === undefined) return;
    const cause = new Error(`it took longer than the script and ${OVERTIME_MS} ms`);
    this.#fail(busy, busy.text, cause, busy.sinceMs);
  }

  #fail(place: Place, text: string, cause: unknown, atMs: number = this.trace.elapsedMs): void {
    const name = this.#name(place, atMs);
    this.#finish(new MockError('SCENARIO_FAILED', `${name} (${text}): ${messageOf(cause)}`, { cause }));
  }

  #disappoint(place: Place, what: string, withinMs: number, cause: unknown): void {
    const reason = cause === undefined ? '' : `: ${messageOf(cause)}`;
    const text = `${this.#name(place)}: expected that ${what}, within ${formatDuration(withinMs)}; it did not come true${reason}`;
    this.#finish(new MockError('EXPECTATION_FAILED', text, { cause }));
  }

  #name({ step }: Place, atMs: number = this.trace.elapsedMs): string {
    return `${this.#parts.name}, step ${step} at ${formatDuration(atMs)}`;
  }

  #finish(error?: MockError): void {
    if (this.isOver) return;
    this.#endedAtMs = this.trace.elapsedMs;
    this.#timers.disarmAll();
    for (const remove of this.#removers) remove();
    try {
      this.#crew.strike();
    } finally {
      if (error === undefined) this.#resolve();
      else this.#reject(error);
    }
  }

  #moment(count: number): Moment {
    const { server, clock, random } = this.#parts;
    const { elapsedMs } = this.trace;
    return { server, clock, random, elapsedMs, count, arrivals: this.#arrivals, departures: this.#departures };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
