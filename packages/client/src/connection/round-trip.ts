/** One round trip and the estimates after it, in milliseconds. */
export interface LatencySample {
  /** The round trip just measured. */
  readonly rttMs: number;
  /** The smoothed round trip (RFC 6298, section 2: gain 1/8). */
  readonly smoothedRttMs: number;
  /** The mean difference between neighbouring round trips (RFC 3550, section 6.4.1: gain 1/16). */
  readonly jitterMs: number;
}

/** The estimates so far, which change. */
export type RoundTrips = { -readonly [K in keyof LatencySample]: LatencySample[K] };

/** Adds a measured round trip, in place: of thousands of clients, the collector would have to keep one sample for each heartbeat. */
export const addRoundTrip = (trips: RoundTrips | undefined, rttMs: number): RoundTrips => {
  if (!trips) return { rttMs, smoothedRttMs: rttMs, jitterMs: 0 };
  trips.smoothedRttMs += (rttMs - trips.smoothedRttMs) / 8;
  trips.jitterMs += (Math.abs(rttMs - trips.rttMs) - trips.jitterMs) / 16;
  trips.rttMs = rttMs;
  return trips;
};
