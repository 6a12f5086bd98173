import { createSeededRandom } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { Playout } from './playout.ts';

const TICK_MS = 50;

/** Plays messages that each take `delayOf(i)`, in order as a stream brings them, and tells how many were there when they were needed. */
const play = (delayOf: (i: number) => number, count: number) => {
  const playout = new Playout();
  let arrivedAtMs = 0;
  let late = 0;
  for (let i = 0; i < count; i++) {
    arrivedAtMs = Math.max(arrivedAtMs, i * TICK_MS + delayOf(i));
    const shownMs = playout.at(arrivedAtMs);
    if (i > count / 2 && shownMs !== undefined && shownMs > i * TICK_MS) late++;
    playout.note(i * TICK_MS, arrivedAtMs);
  }
  return { playout, late, lastMs: arrivedAtMs };
};

describe('Playout', () => {
  it('knows nothing before the first message', () => {
    expect(new Playout().at(1000)).toBeUndefined();
  });

  it('shows an even link two ticks and a little in the past', () => {
    const { playout, lastMs } = play(() => 30, 200);

    expect(playout.delayMs).toBe(110);
    expect(playout.at(lastMs)).toBeCloseTo(199 * TICK_MS - 110, 0);
  });

  it('goes further back on a link with jitter, until hardly a place comes too late', () => {
    const random = createSeededRandom(5);
    const { playout, late } = play(() => 20 + 300 * random(), 800);

    expect(playout.delayMs).toBeGreaterThan(250);
    // Of 400; with the delay of an even link it is more than a hundred.
    expect(late).toBeLessThan(8);
  });

  it('comes back to the present when the jitter is over', () => {
    const random = createSeededRandom(5);
    const { playout } = play((i) => (i < 400 ? 20 + 300 * random() : 20), 1600);

    expect(playout.delayMs).toBe(110);
  });

  it('never shows time running backwards', () => {
    const random = createSeededRandom(9);
    const playout = new Playout();
    let [shown, arrivedAtMs] = [Number.NEGATIVE_INFINITY, 0];
    for (let i = 0; i < 600; i++) {
      arrivedAtMs = Math.max(arrivedAtMs + 16, i * TICK_MS + 400 * random());
      playout.note(i * TICK_MS, arrivedAtMs);
      if (i < 100) continue;
      expect(playout.at(arrivedAtMs + 16)).toBeGreaterThan(shown);
      shown = playout.at(arrivedAtMs + 16)!;
    }
  });

  it('follows a link that has become slower for good', () => {
    const { playout, lastMs } = play((i) => (i === 0 ? 0 : 300), 1200);

    expect(playout.delayMs).toBe(110);
    expect(playout.at(lastMs)).toBeCloseTo(1199 * TICK_MS - 110, -1);
  });
});
