import type { Clock } from '../clock.ts';
import type { Lifecycle, LifecycleListener } from './lifecycle.ts';

interface HostContext {
  readonly settings: { readonly clock: Clock; readonly lifecycle: Lifecycle | undefined };
  readonly events: {
    /** Calls `fn`, and reports what it throws. */
    isolate(fn: () => unknown, args: [], what: string): void;
  };
}

/** More than any calendar is corrected by in passing. */
const MIN_SLEEP_MS = 2000;

/** Follows the host while a connection is wanted, and finds the sleeps that no event tells. */
export class HostWatch {
  readonly #context: HostContext;
  readonly #listener: LifecycleListener;
  #unsubscribe: (() => void) | undefined;
  #isFollowing = false;
  #aheadMs = 0;

  constructor(context: HostContext, listener: LifecycleListener) {
    this.#context = context;
    this.#listener = listener;
  }

  /** Subscribes to the host, or unsubscribes; does nothing when that is done already. */
  follow(isWanted: boolean): void {
    if (isWanted === this.#isFollowing) return;
    this.#isFollowing = isWanted;
    this.#context.events.isolate(() => (isWanted ? this.#subscribe() : this.#unsubscribe?.()), [], 'lifecycle');
    this.hasSlept();
  }

  /** The game's own lifecycle may pass on what it is given, unbound. */
  #subscribe(): void {
    const { lifecycle, clock } = this.#context.settings;
    const listener = this.#listener;
    this.#unsubscribe = undefined;
    this.#unsubscribe = lifecycle?.(
      {
        onWake: () => listener.onWake(),
        onOffline: () => listener.onOffline(),
        onPageHide: () => listener.onPageHide(),
      },
      clock,
    );
  }

  /**
   * Tells whether the host slept since the last call: its calendar has run ahead of its monotonic clock, which stood still. It is asked when a
   * timer runs.
   */
  hasSlept(): boolean {
    const { clock } = this.#context.settings;
    const before = this.#aheadMs;
    // Not a number without a calendar, and then no sleep is found.
    this.#aheadMs = (clock.wallNow?.() as number) - clock.now();
    return this.#aheadMs - before > MIN_SLEEP_MS;
  }
}
