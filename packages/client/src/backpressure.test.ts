import { describe, expect, it } from 'vitest';
import { Backpressure } from './backpressure.ts';

const createBackpressure = (highWaterBytes = 100) => {
  const told: [boolean, number][] = [];
  return { told, backpressure: new Backpressure(highWaterBytes, (...args) => told.push(args)) };
};

describe('Backpressure', () => {
  it('tells a rise once', () => {
    const { told, backpressure } = createBackpressure();
    backpressure.rise(101);
    backpressure.rise(500);
    expect([told, backpressure.isHigh]).toEqual([[[true, 101]], true]);
  });

  it('tells the end of a rise once, at half of the mark', () => {
    const { told, backpressure } = createBackpressure();
    backpressure.rise(101);
    backpressure.check(51);
    expect(told).toHaveLength(1);
    backpressure.check(50);
    backpressure.check(0);
    expect([told.slice(1), backpressure.isHigh]).toEqual([[[false, 50]], false]);
  });

  it('tells no end without a rise', () => {
    const { told, backpressure } = createBackpressure();
    backpressure.check(0);
    expect(told).toEqual([]);
  });

  it('can rise again, and ends at nothing when its mark is nothing', () => {
    const { told, backpressure } = createBackpressure(0);
    for (let i = 0; i < 2; i++) {
      backpressure.rise(1);
      backpressure.check(1);
      backpressure.check(0);
    }
    expect(told.map(([isHigh]) => isHigh)).toEqual([true, false, true, false]);
  });
});
