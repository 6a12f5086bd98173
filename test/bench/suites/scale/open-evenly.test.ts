import { describe, expect, it } from 'vitest';
import { dialMs, openEvenly } from './open-evenly.mjs';

/** Node cuts the fraction of a delay off, and its timers look at a clock that may be a millisecond old. */
const EARLY_MS = 2;

describe('opening a crowd', () => {
  it.each([
    [1000, 1000, 1000],
    [10_000, 2000, 8000],
    [250, 50, 200],
    [251, 50, 250],
  ])('of %i who beat every %i ms takes %i ms, which are whole intervals', (clients, intervalMs, ms) => {
    expect(dialMs(clients, intervalMs)).toBe(ms);
  });

  it('dials nobody before it is due, and opens each', async () => {
    const start = performance.now();
    const dialled: number[] = [];
    const opened = await openEvenly(48, 60, async () => dialled.push(performance.now() - start));
    expect(opened).toHaveLength(48);
    const early = dialled.filter((ms, i) => ms < (i * dialMs(48, 60)) / 48 - EARLY_MS);
    expect(early).toEqual([]);
  });

  it('has no more than 100 dial at a time', async () => {
    let dialling = 0;
    let most = 0;
    await openEvenly(120, 1, async () => {
      most = Math.max(most, ++dialling);
      await new Promise((resolve) => setTimeout(resolve, 350));
      dialling--;
    });
    expect(most).toBe(100);
  });
});
