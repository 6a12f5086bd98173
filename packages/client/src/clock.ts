/** Time as the SDK sees it. Injected, so that tests run on virtual time. */
export interface Clock {
  /** Tells milliseconds on a clock that never goes backwards; its zero means nothing. */
  now(): number;
  /** Runs `fn` once, `delayMs` from now, and returns its canceller, which is idempotent. */
  after(delayMs: number, fn: () => void): () => void;
}

/** Reads `performance.now()`, or a `Date.now()` kept from going backwards where a runtime has no `performance`. */
const monotonicNow = (): (() => number) => {
  if (typeof performance === 'object') return () => performance.now();
  let latest = Number.NEGATIVE_INFINITY;
  return () => {
    latest = Math.max(latest, Date.now());
    return latest;
  };
};

/** Creates the clock of the running host: monotonic time and the host's timers. */
export const createSystemClock = (): Clock => ({
  now: monotonicNow(),
  after: (delayMs, fn) => {
    const handle = setTimeout(fn, delayMs);
    return () => clearTimeout(handle);
  },
});
