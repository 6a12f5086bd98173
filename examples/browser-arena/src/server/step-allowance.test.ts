import { describe, expect, it } from 'vitest';
import { MAX_PENDING } from '../shared/prediction.ts';
import { StepAllowance } from './step-allowance.ts';

describe('StepAllowance', () => {
  it('grants 60 steps a second to who keeps to them', () => {
    const allowance = new StepAllowance(0);
    for (let ms = 50; ms <= 60_000; ms += 50) expect(allowance.take(3, ms)).toBe(3);
  });

  it('lets a bad line catch up, and nobody fly faster than time', () => {
    const allowance = new StepAllowance(0);
    let granted = 0;
    for (let ms = 50; ms <= 10_000; ms += 50) granted += allowance.take(12, ms);

    expect(granted).toBeGreaterThanOrEqual(600);
    expect(granted).toBeLessThanOrEqual(600 + MAX_PENDING + 1);
  });

  it('saves up no more than that', () => {
    expect(new StepAllowance(0).take(1_000_000, 3_600_000)).toBe(MAX_PENDING);
  });
});
