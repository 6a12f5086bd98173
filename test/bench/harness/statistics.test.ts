import { describe, expect, it } from 'vitest';
import { median, pairedRatios, spreadOf } from './statistics.mjs';
import { createNumbers } from './timing.mjs';

describe('median', () => {
  it('is the middle value, or the mean of the two in the middle, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 100])).toBe(3.5);
    expect(() => median([])).toThrow('no values');
  });
});

describe('spreadOf', () => {
  it('takes the least and the greatest of few rounds, and tells how little that says', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, confidence: 0.75, rounds: 3 });
    expect(spreadOf([7])).toEqual({ median: 7, low: 7, high: 7, confidence: 0, rounds: 1 });
  });

  it('leaves out as many values at both ends as 95 % allow', () => {
    const nine = spreadOf([1, 2, 3, 4, 5, 6, 7, 8, 900]);
    expect([nine.low, nine.median, nine.high]).toEqual([2, 5, 8]);
    expect(nine.confidence).toBeCloseTo(1 - (2 * (1 + 9)) / 512);
    expect(spreadOf([1, 2, 3, 4, 5, 6, 7, 8])).toMatchObject({ low: 1, high: 8 });
  });

  it('holds the true median as often as it says', () => {
    const below = createNumbers(3);
    const trials = 2000;
    let held = 0;
    for (let i = 0; i < trials; i++) {
      const { low, high } = spreadOf(Array.from({ length: 9 }, () => below(1_000_001) ** 2));
      if (low <= 500_000 ** 2 && high >= 500_000 ** 2) held++;
    }
    expect(held / trials).toBeGreaterThan(0.94);
    expect(held / trials).toBeLessThan(0.98);
  });
});

describe('pairedRatios', () => {
  it('does not see what slows a whole round', () => {
    const moods = [1, 7, 2.5, 0.4];
    const ratios = pairedRatios(
      moods.map((mood) => 30 * mood),
      moods.map((mood) => 10 * mood),
    );
    for (const ratio of ratios) expect(ratio).toBeCloseTo(3);
  });

  it('uses only rounds that have both', () => {
    expect(pairedRatios([4, null, 9, 8], [2, 5, null])).toEqual([2]);
    expect(pairedRatios([], [1])).toEqual([]);
  });
});
