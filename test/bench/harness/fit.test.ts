import { describe, expect, it } from 'vitest';
import { fitPower } from './fit.mjs';

const costs = (sizes: number[], costOf: (size: number) => number) =>
  sizes.map((size) => ({ size, cost: costOf(size) }));

const SIZES = [250, 1000, 2500, 5000, 10_000];

describe('fitPower', () => {
  it.each([1, 2, 0.5])('finds the power %d exactly where nothing scatters', (power) => {
    const fit = fitPower(costs(SIZES, (size) => 17 * size ** power));
    expect(fit?.median).toBeCloseTo(power, 10);
    expect(fit?.low).toBeCloseTo(power, 6);
    expect(fit?.high).toBeCloseTo(power, 6);
  });

  it('gives the interval that the textbook gives: slope 1, residues ±0.1, t of 12.706 for one degree of freedom', () => {
    const e = Math.E;
    const points = [
      { size: 1, cost: e ** 0.1 },
      { size: e, cost: e ** 0.8 },
      { size: e ** 2, cost: e ** 2.1 },
    ];
    const fit = fitPower(points);
    expect(fit?.median).toBeCloseTo(1, 10);
    expect((fit?.high ?? 0) - 1).toBeCloseTo(12.706 * Math.sqrt(0.06 / 2), 3);
    expect(1 - (fit?.low ?? 0)).toBeCloseTo(12.706 * Math.sqrt(0.06 / 2), 3);
  });

  it('widens by the table of Student as points get fewer', () => {
    const halfOf = (count: number): number => {
      const points = Array.from({ length: count }, (_, i) => ({
        size: 2 ** (i % 2),
        cost: Math.exp(i % 4 < 2 ? 1 : 0),
      }));
      const fit = fitPower(points);
      return (fit?.high ?? 0) - (fit?.median ?? 0);
    };
    // Slope 0, and each residue 0.5: half the interval is t · 0.5 · √(n / (n − 2)) / √(n · ln²2 / 4).
    const expected = (t: number, n: number): number =>
      (t * 0.5 * Math.sqrt(n / (n - 2))) / Math.sqrt((n * Math.LN2 ** 2) / 4);
    expect(halfOf(4)).toBeCloseTo(expected(4.3027, 4), 3);
    expect(halfOf(8)).toBeCloseTo(expected(2.4469, 8), 2);
    expect(halfOf(32)).toBeCloseTo(expected(2.0423, 32), 3);
  });

  it('says nothing of too few points, of one size, or of a cost that is none', () => {
    expect(fitPower(costs([10, 20], (size) => size))).toBeUndefined();
    expect(fitPower(costs([10, 10, 10], () => 1))).toBeUndefined();
    expect(fitPower(costs([1, 2, 3], () => 0))).toBeUndefined();
  });
});
