import { describe, expect, it } from 'vitest';
import { TypeRates } from './type-rates.ts';

describe('TypeRates', () => {
  it('makes rates of what came since the last time, whatever time that took', () => {
    const rates = new TypeRates(0);
    for (let i = 0; i < 30; i++) rates.count('in', 7, 100);
    rates.roll(2000);
    expect(rates.rows()).toMatchObject([
      { direction: 'in', id: 7, frames: 30, bytes: 3000, frameRate: 15, byteRate: 1500 },
    ]);
    rates.count('in', 7, 100);
    rates.roll(2500);
    expect(rates.rows()).toMatchObject([{ frames: 31, frameRate: 2, byteRate: 200 }]);
    rates.roll(3500);
    expect(rates.rows()).toMatchObject([{ frames: 31, frameRate: 0, byteRate: 0 }]);
  });

  it('keeps both directions of an id apart, also of a negative one, and sums them up', () => {
    const rates = new TypeRates(0);
    for (const id of [5, -5]) {
      rates.count('in', id, 10);
      rates.count('out', id, 1);
    }
    rates.roll(1000);
    expect(rates.rows().map(({ direction, id }) => `${direction} ${id}`)).toEqual(['in 5', 'in -5', 'out 5', 'out -5']);
    expect(rates.total('in')).toEqual({ frameRate: 2, byteRate: 20 });
    expect(rates.total('out')).toEqual({ frameRate: 2, byteRate: 2 });
  });

  it('counts as one what comes under ever new ids', () => {
    const rates = new TypeRates(0);
    for (let id = 0; id < 10_000; id++) rates.count(id % 2 === 0 ? 'in' : 'out', id, 1);
    const rows = rates.rows();
    expect(rows.length).toBe(258);
    expect(rows.filter(({ id }) => id === undefined).map(({ direction, frames }) => [direction, frames])).toEqual([
      ['in', 4872],
      ['out', 4872],
    ]);
  });

  it('makes no rate of no time', () => {
    const rates = new TypeRates(5);
    rates.count('in', 1, 1);
    rates.roll(5);
    expect(rates.rows()).toMatchObject([{ frames: 1, frameRate: 0 }]);
  });
});
