import { describe, expect, it } from 'vitest';
import { corrupt } from './corrupt.ts';
import { describeFault } from './fault.ts';
import { latency } from './latency.ts';
import { limitBytes } from './limit-bytes.ts';
import { split } from './split.ts';
import { stall } from './stall.ts';

describe('describeFault', () => {
  it.each([
    [latency({ ms: 80, jitterMs: 20 }), 'latency({ ms: 80, jitterMs: 20 })'],
    [stall(), 'stall()'],
    [split({ at: ['id', 'body'], gapMs: 5 }), "split({ at: ['id', 'body'], gapMs: 5 })"],
    [split({ random: [1, 9] }), 'split({ random: [1, 9] })'],
    [limitBytes({ bytes: 7 }), "limitBytes({ bytes: 7, how: 'fin' })"],
    [corrupt({ everyBytes: 100 }), 'corrupt({ everyBytes: 100, bits: 1 })'],
  ])('writes %o as code', (fault, text) => {
    expect(describeFault(fault)).toBe(text);
  });
});
