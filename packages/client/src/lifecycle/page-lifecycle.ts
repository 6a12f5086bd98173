import { createBurstFilter } from './burst-filter.ts';
import type { Lifecycle } from './lifecycle.ts';

const EVENTS = ['visibilitychange', 'focus', 'resume', 'pageshow', 'pagehide', 'online', 'offline'] as const;

/** Tells whether an event of the page means that the player is back. */
const isReturn = ({ type, target, currentTarget, persisted }: PageEvent): boolean => {
  if (type === 'visibilitychange') return document.visibilityState !== 'hidden';
  // Elements get the focus too.
  if (type === 'focus') return target === currentTarget;
  return type === 'pageshow' ? persisted === true : type === 'resume';
};

type PageEvent = Event & { readonly persisted?: boolean };

/**
 * Follows the page. The player's return is one wake however many events tell it, and so is that of the network; a freeze says nothing until its
 * `resume`, as nobody runs meanwhile.
 */
export const pageLifecycle: Lifecycle = (listener, clock) => {
  const isFirst = createBurstFilter(clock);
  const hear = (event: PageEvent): void => {
    const { type, persisted } = event;
    if (type === 'pagehide') {
      if (!persisted) listener.onPageHide();
    } else if (type === 'offline') {
      if (isFirst(type)) listener.onOffline();
    } else if (type === 'online' ? isFirst(type) : isReturn(event) && isFirst('')) listener.onWake();
  };
  // In the capture phase the window hears what is told to its document, whether it bubbles or not.
  for (const type of EVENTS) addEventListener(type, hear, true);
  return () => {
    for (const type of EVENTS) removeEventListener(type, hear, true);
  };
};
