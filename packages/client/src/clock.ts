/** Time as the SDK sees it. Injected, so that tests run on virtual time. */
export interface Clock {
  /** Tells milliseconds on a clock that never goes backwards; its zero means nothing. */
  now(): number;
  /** Runs `fn` once, `delayMs` from now, and returns its canceller, which is idempotent. */
  after(delayMs: number, fn: () => void): () => void;
  /**
   * Tells milliseconds on the host's calendar, which runs on while the host sleeps, as `now()` may not. Where a clock has it, a sleep is noticed
   * by it.
   */
  wallNow?(): number;
  /**
   * Runs `fn` once, `delayMs` from now, in place of when it was to run before, and gives the timer. It is told the one that it gave for this `fn`
   * before, `undefined` at first, and the delay of that; `delayMs` is `undefined` to keep it from running. Where a clock has it, heartbeats arm
   * one timer for ever, which saves a process with thousands of clients a new one for each.
   */
  rearm?(fn: () => void, delayMs: number | undefined, timer: unknown, previousMs: number | undefined): unknown;
}

/** When something last was that has not been yet. A field of times that is a number always leaves less to the collector than one that may be `undefined`, and takes 16 bytes more. */
export const NEVER: number = Number.NEGATIVE_INFINITY;

/** Reads the host's monotonic clock. */
export const performanceNow = (): number => performance.now();

/** Reads a `Date.now()` kept from going backwards, for a runtime that has no `performance`. */
const createMonotonicNow = (): (() => number) => {
  let latest = NEVER;
  return () => {
    latest = Math.max(latest, Date.now());
    return latest;
  };
};

/** The longest delay that hosts keep; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Makes of a delay one that hosts keep. They cut fractions off, and a timer that runs early finds nothing due. */
export const toHostDelay = (delayMs: number): number => Math.min(Math.ceil(delayMs), MAX_DELAY_MS);

/** Arms a timer of the host. */
export const after: Clock['after'] = (delayMs, fn) => {
  const handle = setTimeout(fn, toHostDelay(delayMs));
  return () => clearTimeout(handle);
};

/** Reads the host's calendar. */
export const wallNow = (): number => Date.now();

/** Creates the clock of the running host: monotonic time and the host's timers. A delay beyond some 25 days ends after those. */
export const createSystemClock = (): Clock => ({
  now: typeof performance === 'object' ? performanceNow : createMonotonicNow(),
  wallNow,
  after,
});
