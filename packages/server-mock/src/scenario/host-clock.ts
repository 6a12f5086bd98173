// The time of one machine in a world whose time goes on. Invariant: a timer is armed on the world's clock only while the
// machine is awake.

import type { Clock } from '@netmgr/client';

/** What a machine is like. */
export interface HostClockOptions {
  /**
   * Tells whether its clock counts the time asleep. Browsers on Windows do; `performance.now()` on Linux and macOS, and Node there,
   * stands still.
   * @default true
   */
  readonly countsSleep?: boolean;
}

/** The clock of a machine that can sleep: give it to `NetMgr` as `clock`, and to a scenario as `host`. */
export interface HostClock extends Clock {
  readonly isAsleep: boolean;
  /** Counts the timers that wait for their time, also while it sleeps. */
  readonly armedCount: number;
  /** Stops its timers until it wakes. Idempotent. */
  sleep(): void;
  /** Goes on; what fell due meanwhile runs at once, late, in due order. Idempotent. */
  wake(): void;
}

/** Creates the clock of a machine on the clock of the world, which may be virtual. */
export const createHostClock = (world: Clock, options: HostClockOptions = {}): HostClock =>
  new SleepyClock(world, options.countsSleep ?? true);

interface HostTimer {
  readonly dueAt: number;
  readonly run: () => void;
  disarm: (() => void) | undefined;
}

class SleepyClock implements HostClock {
  readonly #world: Clock;
  readonly #countsSleep: boolean;
  readonly #timers: Set<HostTimer> = new Set();
  #asleepSince: number | undefined;
  #sleptMs = 0;

  constructor(world: Clock, countsSleep: boolean) {
    this.#world = world;
    this.#countsSleep = countsSleep;
  }

  get isAsleep(): boolean {
    return this.#asleepSince !== undefined;
  }

  get armedCount(): number {
    return this.#timers.size;
  }

  now(): number {
    if (this.#countsSleep) return this.#world.now();
    return (this.#asleepSince ?? this.#world.now()) - this.#sleptMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer: HostTimer = { dueAt: this.now() + Math.max(0, delayMs), run: fn, disarm: undefined };
    this.#timers.add(timer);
    if (!this.isAsleep) this.#arm(timer);
    return () => {
      timer.disarm?.();
      this.#timers.delete(timer);
    };
  }

  sleep(): void {
    if (this.isAsleep) return;
    this.#asleepSince = this.#world.now();
    for (const timer of this.#timers) timer.disarm?.();
  }

  wake(): void {
    if (this.#asleepSince === undefined) return;
    this.#sleptMs += this.#world.now() - this.#asleepSince;
    this.#asleepSince = undefined;
    const waiting = [...this.#timers].sort((a, b) => a.dueAt - b.dueAt);
    for (const timer of waiting) this.#arm(timer);
  }

  #arm(timer: HostTimer): void {
    timer.disarm = this.#world.after(Math.max(0, timer.dueAt - this.now()), () => {
      this.#timers.delete(timer);
      timer.run();
    });
  }
}
