import type { Clock } from '../clock.ts';
import type { LifecycleListener } from './lifecycle.ts';

type Subscribe = (listener: LifecycleListener) => () => void;

/** More than any calendar is corrected by in passing. */
const MIN_SLEEP_MS = 2000;

/** Follows the host while a connection is wanted, and finds the sleeps that no event tells. */
export class HostWatch {
  readonly #clock: Clock;
  readonly #subscribe: Subscribe | undefined;
  readonly #listener: LifecycleListener;
  #unsubscribe: (() => void) | undefined;
  #isFollowing = false;
  #aheadMs = 0;

  constructor(clock: Clock, subscribe: Subscribe | undefined, listener: LifecycleListener) {
    this.#clock = clock;
    this.#subscribe = subscribe;
    this.#listener = listener;
  }

  /** Subscribes to the host, or unsubscribes; does nothing when that is done already. */
  follow(isWanted: boolean): void {
    if (isWanted === this.#isFollowing) return;
    this.#isFollowing = isWanted;
    this.#unsubscribe?.();
    this.#unsubscribe = isWanted ? this.#subscribe?.(this.#listener) : undefined;
    this.hasSlept();
  }

  /**
   * Tells whether the host slept since the last call: its calendar has run ahead of its monotonic clock, which stood still. It is asked when a
   * timer runs.
   */
  hasSlept(): boolean {
    const before = this.#aheadMs;
    // Not a number without a calendar, and then no sleep is found.
    this.#aheadMs = (this.#clock.wallNow?.() as number) - this.#clock.now();
    return this.#aheadMs - before > MIN_SLEEP_MS;
  }
}
