import { describe, expect, it } from 'vitest';
import { createHeapMeter, growthOf } from './heap-trend.ts';

const samples = (bytes: number[]) => bytes.map((each, i) => ({ at: 10 * i, bytes: each }));

describe('growthOf', () => {
  it('is the growth from the first sample to the last where all lie on a line', () => {
    expect(growthOf(samples([100, 110, 120, 130]))).toBeCloseTo(30, 10);
    expect(growthOf(samples([130, 110, 90]))).toBeCloseTo(-40, 10);
  });

  it('is not moved by some samples that are high by accident, wherever they lie', () => {
    expect(growthOf(samples([100, 100, 100, 100, 100, 100, 100, 100, 900]))).toBe(0);
    expect(growthOf(samples([900, 100, 100, 100, 100, 100, 100, 100, 100]))).toBe(0);
  });

  it('sees a slow leak under a saw', () => {
    const saw = Array.from({ length: 100 }, (_, i) => 1000 + 7 * i + 50 * (i % 5));
    expect(growthOf(samples(saw))).toBeCloseTo(7 * 99, -2);
  });

  it('needs two samples', () => {
    expect(() => growthOf(samples([1]))).toThrow('two samples');
  });
});

describe('createHeapMeter', () => {
  it('counts what is kept and not what was let go, on the heap and in array buffers', async () => {
    const measure = createHeapMeter();
    const before = await measure();
    let kept: unknown = [Array.from({ length: 100_000 }, (_, i) => [i]), new Uint8Array(5_000_000)];
    const during = (await measure()) - before;
    expect(during).toBeGreaterThan(5_000_000 + 100_000 * 24);
    expect(kept).toBeDefined();
    kept = undefined;
    expect((await measure()) - before).toBeLessThan(during / 5);
  });
});
