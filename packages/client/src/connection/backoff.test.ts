import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayBeforeDialMs } from './backoff.ts';

const policy = { baseDelayMs: 1000, maxDelayMs: 30_000 };
const facts = { attempt: 1, serverRestarts: false, hintMs: undefined };
const range = (overrides: Partial<typeof facts> | { hintMs: number }): [number, number] => {
  const given = { ...facts, ...overrides };
  return [delayBeforeDialMs(policy, given, 0), delayBeforeDialMs(policy, given, 1)];
};

describe('delayBeforeDialMs', () => {
  it('spreads the first dial over the base delay', () => {
    expect(range({ attempt: 1 })).toEqual([0, 1000]);
  });

  it('spreads the first dial over seven base delays when the server restarts', () => {
    expect(range({ serverRestarts: true })).toEqual([0, 7000]);
  });

  it('doubles the ceiling with each attempt and keeps a floor of 250 ms', () => {
    expect(range({ attempt: 2 })).toEqual([250, 2000]);
    expect(range({ attempt: 3 })).toEqual([250, 4000]);
    expect(range({ attempt: 5 })).toEqual([250, 16_000]);
  });

  it('still spreads over the whole range at the cap', () => {
    expect(range({ attempt: 6 })).toEqual([250, 30_000]);
    expect(range({ attempt: 2000 })).toEqual([250, 30_000]);
  });

  it('adds jitter behind a hint, at least 200 ms of it', () => {
    expect(range({ hintMs: 500 })).toEqual([500, 700]);
    expect(range({ hintMs: 10_000 })).toEqual([10_000, 11_000]);
  });

  it('never leaves the bounds of the policy', () => {
    const delays = fc.record({ baseDelayMs: fc.nat(60_000), maxDelayMs: fc.nat(60_000) });
    const draws = fc.record({ attempt: fc.integer({ min: 1, max: 10_000 }), serverRestarts: fc.boolean() });
    fc.assert(
      fc.property(delays, draws, fc.double({ min: 0, max: 0.999, noNaN: true }), (bounds, drawn, random) => {
        const delayMs = delayBeforeDialMs(bounds, { ...drawn, hintMs: undefined }, random);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThanOrEqual(bounds.maxDelayMs);
      }),
    );
  });
});
