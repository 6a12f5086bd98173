import { performance } from 'node:perf_hooks';
import { after, type Clock, toHostDelay, wallNow } from './clock.ts';

/** Refreshes a timer of Node for as long as it is armed with the same delay, as heartbeats do: a new one costs six times as much. */
const rearm: NonNullable<Clock['rearm']> = (fn, delayMs, timer, previousMs) => {
  const timeout = timer as NodeJS.Timeout | undefined;
  // One that was cleared would never run again, and is told apart by its delay.
  if (delayMs !== undefined && delayMs === previousMs) return timeout!.refresh();
  clearTimeout(timeout);
  return delayMs === undefined ? undefined : setTimeout(fn, toHostDelay(delayMs));
};

/** The clock of this process: monotonic time and Node's timers. One for all, as there may be thousands of NetMgrs. */
export const NODE_CLOCK: Clock = { now: () => performance.now(), wallNow, after, rearm };
