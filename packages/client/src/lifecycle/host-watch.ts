import type { Clock } from '../clock.ts';
import type { Lifecycle, LifecycleListener } from './lifecycle.ts';
import { pageLifecycle } from './page-lifecycle.ts';

interface HostContext {
  readonly settings: { readonly clock: Clock; readonly lifecycle: Lifecycle | false | undefined };
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
    const unsubscribe = this.#unsubscribe;
    this.#context.events.isolate(() => (isWanted ? this.#subscribe() : unsubscribe?.()), [], 'lifecycle');
    this.hasSlept();
  }

  /** Where there is nothing to follow, there is no lifecycle. The game's own may pass on what it is given, unbound. */
  #subscribe(): void {
    const hasPage = typeof document === 'object' && typeof addEventListener === 'function';
    const { clock, lifecycle = hasPage && pageLifecycle } = this.#context.settings;
    const listener = this.#listener;
    this.#unsubscribe = undefined;
    if (!lifecycle) return;
    this.#unsubscribe = lifecycle(
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
