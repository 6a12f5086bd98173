import { describe, expect, it } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';

const row = (seed: number, length: number): number[] => {
  const random = createSeededRandom(seed);
  return Array.from({ length }, random);
};

describe('createSeededRandom', () => {
  it('gives the same row for the same seed, and this very row for seed 1', () => {
    expect(row(42, 50)).toEqual(row(42, 50));
    expect(row(1, 3).map((value) => Math.floor(value * 1e6))).toEqual([522_086, 170_061, 941_986]);
  });

  it.each([0, -1, 2 ** 31, 2 ** 40 + 1, 0.5])(
    'gives numbers in [0, 1) that fill ten equal boxes evenly, from seed %s',
    (seed) => {
      const boxes = new Array<number>(10).fill(0);
      for (const value of row(seed, 20_000)) {
        const box = Math.floor(value * 10);
        boxes[box] = (boxes[box] ?? 0) + 1;
      }
      expect(boxes).toHaveLength(10);
      for (const count of boxes) expect(Math.abs(count - 2000)).toBeLessThan(250);
    },
  );

  it('begins differently for neighbouring seeds', () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => row(seed, 1)[0]!);
    expect(new Set(firsts).size).toBe(1000);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });
});
