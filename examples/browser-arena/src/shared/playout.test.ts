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

  it('goes back by little for one late message', () => {
    const { playout, lastMs } = play(() => 30, 40);
    playout.note(40 * TICK_MS, lastMs + TICK_MS + 600);

    expect(playout.delayMs).toBeGreaterThan(110);
    expect(playout.delayMs).toBeLessThanOrEqual(118);
  });

  it('never shows time running backwards, not even behind a pile of late messages', () => {
    const playout = new Playout();
    let shown = Number.NEGATIVE_INFINITY;
    for (let localMs = 0, sent = 0; localMs < 6000; localMs += 16) {
      const isCut = localMs % 2000 > 1200;
      for (; !isCut && sent * TICK_MS <= localMs; sent++) playout.note(sent * TICK_MS, localMs);
      const now = playout.at(localMs)!;
      expect(now).toBeGreaterThanOrEqual(shown);
      shown = now;
    }
    expect(shown).toBeGreaterThan(4500);
  });

  it('follows a link that has become slower for good', () => {
    const { playout, lastMs } = play((i) => (i === 0 ? 0 : 300), 1200);

    expect(playout.delayMs).toBe(110);
    expect(playout.at(lastMs)).toBeCloseTo(1199 * TICK_MS - 110, -1);
  });
});
