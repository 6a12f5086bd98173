import type { Clock } from '../clock.ts';

/** What the host tells about itself. */
export interface LifecycleListener {
  /** The game is in front again, or the network is back: what was silent may be heard now. */
  onWake(): void;
  /** The host says that the network is gone. A hint, as hosts err. */
  onOffline(): void;
  /** The page really goes: not into the back/forward cache. */
  onPageHide(): void;
}

/** Subscribes to the host's lifecycle; returns the unsubscribe. */
export type Lifecycle = (listener: LifecycleListener, clock: Clock) => () => void;
