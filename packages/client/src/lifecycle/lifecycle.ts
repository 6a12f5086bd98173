import type { Clock } from '../clock.ts';

/** Hears what the host tells about itself. */
export interface LifecycleListener {
  /** The host slept, was hidden or had no network, and that is over. */
  onWake(): void;
  /** The host believes that it has no network. */
  onOffline(): void;
  /** The page goes for good: it is not kept for the back button. */
  onPageHide(): void;
}

/** Subscribes to the host's lifecycle and returns the unsubscribe. A NetMgr calls it at the first dial, and unsubscribes when it is closed. */
export type Lifecycle = (listener: LifecycleListener, clock: Clock) => () => void;
