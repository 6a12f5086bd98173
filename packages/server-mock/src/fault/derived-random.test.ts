import { describe, expect, it } from 'vitest';
import { createDerivedRandom } from './derived-random.ts';

describe('createDerivedRandom', () => {
  it('gives the same row for the same parts, and another one when any part differs', () => {
    const row = (...parts: [number, ...number[]]): string => {
      const random = createDerivedRandom(...parts);
      return Array.from({ length: 5 }, random).join(' ');
    };
    expect(row(1, 2, 3)).toBe(row(1, 2, 3));
    const others = [row(2, 2, 3), row(1, 3, 3), row(1, 2, 4), row(2, 1, 3), row(1, 3, 2), row(1, 2)];
    expect(new Set([row(1, 2, 3), ...others]).size).toBe(7);
  });

  it('spreads the first numbers of neighbouring rows evenly', () => {
    for (const seed of [0, 1, -5, 123_456_789]) {
      const tenths = new Array<number>(10).fill(0);
      for (let i = 0; i < 2000; i++) tenths[Math.floor(createDerivedRandom(seed, i, 0, 1)() * 10)]!++;
      expect(Math.min(...tenths)).toBeGreaterThan(150);
      expect(Math.max(...tenths)).toBeLessThan(250);
    }
  });
});
