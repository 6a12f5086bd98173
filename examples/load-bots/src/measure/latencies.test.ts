import { describe, expect, it } from 'vitest';
import { Latencies } from './latencies.ts';

describe('Latencies', () => {
  it('tells percentiles to three digits, from microseconds to an hour', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1000; ms++) latencies.record(ms);
    const { count, p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0 } = latencies.summary;
    expect(count).toBe(1000);
    for (const [told, exact] of [
      [p50, 500],
      [p90, 900],
      [p99, 990],
      [p999, 999],
      [max, 1000],
    ] as const)
      expect(Math.abs(told / exact - 1)).toBeLessThan(0.002);
  });

  it('takes what is shorter than its unit and longer than its end', () => {
    const latencies = new Latencies();
    latencies.record(-1);
    latencies.record(0.0123);
    latencies.record(1e9);
    expect(latencies.summary).toMatchObject({ count: 3, p50: 0.012 });
    expect((latencies.summary.max ?? 0) / 3_600_000).toBeCloseTo(1, 2);
  });

  it('tells nothing of no latency, also after all were forgotten', () => {
    const latencies = new Latencies();
    latencies.record(5);
    latencies.reset();
    const none = { p50: undefined, p90: undefined, p99: undefined, p999: undefined, max: undefined };
    expect(latencies.summary).toEqual({ count: 0, ...none });
  });
});
