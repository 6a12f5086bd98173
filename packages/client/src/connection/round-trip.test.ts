import { describe, expect, it } from 'vitest';
import { addRoundTrip } from './round-trip.ts';

describe('addRoundTrip', () => {
  it('takes the first round trip as it is, with no jitter', () => {
    expect(addRoundTrip(undefined, 80)).toEqual({ rttMs: 80, smoothedRttMs: 80, jitterMs: 0 });
  });

  it('moves the smoothed round trip by an eighth and the jitter by a sixteenth of the difference', () => {
    const first = addRoundTrip(undefined, 80);
    expect(addRoundTrip(first, 96)).toEqual({ rttMs: 96, smoothedRttMs: 82, jitterMs: 1 });
  });

  it('lets jitter fade on a steady line', () => {
    let sample = addRoundTrip(addRoundTrip(undefined, 100), 50);
    for (let i = 0; i < 200; i++) sample = addRoundTrip(sample, 50);
    expect(sample.jitterMs).toBeLessThan(0.001);
    expect(sample.smoothedRttMs).toBeCloseTo(50, 3);
  });
});
