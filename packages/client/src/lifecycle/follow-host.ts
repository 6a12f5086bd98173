import type { Clock } from '../clock.ts';
import type { Lifecycle, LifecycleListener } from './lifecycle.ts';
import { pageLifecycle } from './page-lifecycle.ts';

interface Host {
  readonly clock: Clock;
  readonly lifecycle: Lifecycle | false | undefined;
}

/** Subscribes to the host's lifecycle and gives its unsubscribe; `undefined` where there is nothing to follow. Passes on what the game's own throws. */
export const followHost = (host: Host, listener: LifecycleListener): (() => void) | undefined => {
  const hasPage = typeof document === 'object' && typeof addEventListener === 'function';
  const { clock, lifecycle = hasPage && pageLifecycle } = host;
  if (!lifecycle) return undefined;
  // The game's own may pass on what it is given, unbound.
  return lifecycle(
    {
      onWake: () => listener.onWake(),
      onOffline: () => listener.onOffline(),
      onPageHide: () => listener.onPageHide(),
    },
    clock,
  );
};
