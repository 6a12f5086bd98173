/** One round trip and the estimates after it, in milliseconds. */
export interface LatencySample {
  /** The round trip just measured. */
  readonly rttMs: number;
  /** The smoothed round trip (RFC 6298, section 2: gain 1/8). */
  readonly smoothedRttMs: number;
  /** The mean difference between neighbouring round trips (RFC 3550, section 6.4.1: gain 1/16). */
  readonly jitterMs: number;
}

/** Adds a measured round trip to the estimates so far; `undefined` when there are none. */
export const addRoundTrip = (before: LatencySample | undefined, rttMs: number): LatencySample => {
  if (before === undefined) return { rttMs, smoothedRttMs: rttMs, jitterMs: 0 };
  return {
    rttMs,
    smoothedRttMs: before.smoothedRttMs + (rttMs - before.smoothedRttMs) / 8,
    jitterMs: before.jitterMs + (Math.abs(rttMs - before.rttMs) - before.jitterMs) / 16,
  };
};
