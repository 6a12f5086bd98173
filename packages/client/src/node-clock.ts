import { after, type Clock, performanceNow, toHostDelay, wallNow } from './clock.ts';

/** Refreshes one timer of Node for as long as it is armed with the same delay, as heartbeats do: a new one costs six times as much. */
const timer: NonNullable<Clock['timer']> = (fn) => {
  let timeout: NodeJS.Timeout | undefined;
  let armedMs: number | undefined;
  return (delayMs) => {
    const hostMs = delayMs === undefined ? undefined : toHostDelay(delayMs);
    if (hostMs !== undefined && hostMs === armedMs) {
      timeout!.refresh();
      return;
    }
    // One that was cleared would never run again.
    clearTimeout(timeout);
    armedMs = hostMs;
    timeout = hostMs === undefined ? undefined : setTimeout(fn, hostMs);
  };
};

/** The clock of this process: monotonic time and Node's timers. One for all, as there may be thousands of NetMgrs. */
export const NODE_CLOCK: Clock = { now: performanceNow, wallNow, after, timer };
