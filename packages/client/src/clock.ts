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
}

const performanceNow = (): number => performance.now();

/** Reads a `Date.now()` kept from going backwards, for a runtime that has no `performance`. */
const createMonotonicNow = (): (() => number) => {
  let latest = Number.NEGATIVE_INFINITY;
  return () => {
    latest = Math.max(latest, Date.now());
    return latest;
  };
};

/** The longest delay that hosts keep; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const after: Clock['after'] = (delayMs, fn) => {
  // Hosts cut fractions off, and a timer that runs early finds nothing due.
  const handle = setTimeout(fn, Math.min(Math.ceil(delayMs), MAX_DELAY_MS));
  return () => clearTimeout(handle);
};

const wallNow = (): number => Date.now();

/** Creates the clock of the running host: monotonic time and the host's timers. A delay beyond some 25 days ends after those. */
export const createSystemClock = (): Clock => ({
  now: typeof performance === 'object' ? performanceNow : createMonotonicNow(),
  wallNow,
  after,
});
