import type { Clock } from '@netmgr/client';
import { MockError } from '../errors.ts';
import { VirtualClock } from '../time/virtual-clock.ts';

/** How many hops the in-memory network takes within one instant of virtual time before it calls that a loop without end. */
const MAX_HOPS_PER_INSTANT = 1_000_000;

/** Runs `fn` a moment later, never from inside the call. Two hops run in the order in which they were asked for. */
export type Hop = (fn: () => void) => void;

/**
 * Creates the hop by which the in-memory network delivers.
 *
 * On virtual time it is a microtask, so bytes arrive within the same instant and `await net.connect()` needs no `advance`.
 * On any other clock it is a timer without delay, so that a page keeps breathing while client and server talk.
 */
export const createHop = (clock: Clock): Hop => {
  if (!(clock instanceof VirtualClock)) return (fn) => void clock.after(0, fn);
  let instant = clock.now();
  let hopCount = 0;
  return (fn) =>
    queueMicrotask(() => {
      const now = clock.now();
      hopCount = now === instant ? hopCount + 1 : 0;
      instant = now;
      if (hopCount > MAX_HOPS_PER_INSTANT) {
        throw new MockError(
          'ENDLESS_LOOP',
          `${hopCount} hops over the network at ${now} ms: client and server answer each other`,
        );
      }
      fn();
    });
};
