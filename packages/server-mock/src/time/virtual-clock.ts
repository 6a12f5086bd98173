import type { Clock } from '@netmgr/client';
import { UsageError } from '@netmgr/client/protocol';
import { MockError } from '../errors.ts';
import { type HeapTimer, TimerHeap } from './timer-heap.ts';

/** How many turns of the microtask queue without any call to the clock count as "all promises have settled". */
const QUIET_TURNS = 64;
/** How many timers or busy turns one instant may take before the clock takes them for a loop without end. */
const MAX_STEPS_PER_INSTANT = 100_000;

/**
 * Time that stands still until a test moves it.
 *
 * Timers run in order of their due time, and in the order in which they were armed when that is the same. Before, between and
 * after them the clock lets promises settle: it gives the microtask queue turns until 64 in a row have passed in which
 * nobody asked it anything. So code that awaits a chain of promises, or talks over the in-memory network, has come to
 * rest whenever the next timer runs.
 */
export class VirtualClock implements Clock {
  readonly #timers: TimerHeap = new TimerHeap();
  #now = 0;
  #serial = 0;
  #callCount = 0;
  #lastRun: Promise<void> = Promise.resolve();

  /** Tells the virtual time in milliseconds; it begins at 0. */
  now(): number {
    this.#callCount++;
    return this.#now;
  }

  /**
   * Runs `fn` once, when time has moved on by `delayMs`. A delay that is negative or no number counts as 0; any other moves time, be it
   * too small to count beside `now()`, so that code which waits for a rest of its time comes to its end.
   */
  after(delayMs: number, fn: () => void): () => void {
    this.#callCount++;
    const timer: HeapTimer = {
      dueAt: later(this.#now, Math.max(Number.isNaN(delayMs) ? 0 : delayMs, 0)),
      serial: this.#serial++,
      run: fn,
      slot: -1,
    };
    this.#timers.add(timer);
    return () => {
      this.#callCount++;
      this.#timers.remove(timer);
    };
  }

  /** Counts the timers that wait for their time. */
  get armedCount(): number {
    return this.#timers.size;
  }

  /**
   * Moves time on by `ms` and runs all that falls due, also what is armed on the way. Rejects with what a timer throws;
   * time then stands where that timer ran. Calls made before an earlier one has finished wait for their turn.
   */
  advance(ms: number): Promise<void> {
    checkSpan('advance', ms);
    return this.#inTurn(() => this.#run(() => ms));
  }

  /**
   * Moves time on as `advance` does, by as much as `choose` says once promises have settled and earlier calls have finished. It is told after how
   * many milliseconds the next timer falls due: Infinity when none is armed.
   */
  advanceBy(choose: (idleMs: number) => number): Promise<void> {
    return this.#inTurn(() =>
      this.#run(() => {
        const ms = choose((this.#timers.first()?.dueAt ?? Number.POSITIVE_INFINITY) - this.#now);
        checkSpan('advanceBy', ms);
        return ms;
      }),
    );
  }

  /** Lets the host sleep for `ms`: time jumps, and only then all that fell due runs, late, in order of due time. */
  sleep(ms: number): Promise<void> {
    checkSpan('sleep', ms);
    return this.#inTurn(async () => {
      await this.#settle();
      this.#now += ms;
      await this.#run(() => 0);
    });
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const result = this.#lastRun.then(run);
    this.#lastRun = result.catch(() => {});
    return result;
  }

  async #run(choose: () => number): Promise<void> {
    let instant = this.#now;
    let steps = 0;
    await this.#settle();
    const end = later(this.#now, choose());
    for (;;) {
      const timer = this.#timers.first();
      if (timer === undefined || timer.dueAt > end) break;
      this.#timers.remove(timer);
      this.#now = Math.max(this.#now, timer.dueAt);
      steps = this.#now === instant ? steps + 1 : 0;
      instant = this.#now;
      if (steps > MAX_STEPS_PER_INSTANT) throw endlessLoop(`${steps} timers ran at ${instant} ms`);
      timer.run();
      await this.#settle();
    }
    this.#now = Math.max(this.#now, end);
  }

  async #settle(): Promise<void> {
    let quietTurns = 0;
    let busyTurns = 0;
    while (quietTurns < QUIET_TURNS) {
      const callCount = this.#callCount;
      await null;
      quietTurns = callCount === this.#callCount ? quietTurns + 1 : 0;
      if (quietTurns === 0 && ++busyTurns > MAX_STEPS_PER_INSTANT) {
        throw endlessLoop(`promises were still busy after ${busyTurns} turns at ${this.#now} ms`);
      }
    }
  }
}

/** Adds a span to a time: behind it, if only by the least step there is, unless the span is 0. */
const later = (now: number, ms: number): number => {
  const sum = now + ms;
  return sum === now && ms > 0 ? now * (1 + Number.EPSILON) : sum;
};

const checkSpan = (call: string, ms: number): void => {
  if (!Number.isFinite(ms) || ms < 0) {
    throw new UsageError('BAD_VALUE', `${call}() takes a finite number of milliseconds from 0 up, not ${String(ms)}`);
  }
};

const endlessLoop = (seen: string): MockError =>
  new MockError(
    'ENDLESS_LOOP',
    `${seen}, and more keep coming: something re-arms itself, or answers itself, without delay`,
  );
