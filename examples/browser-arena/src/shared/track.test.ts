import { describe, expect, it } from 'vitest';
import { Track } from './track.ts';

const place = (x: number, angle = 0) => ({ x, y: 2 * x, angle });

const trackOf = (...samples: readonly (readonly [timeMs: number, x: number, angle?: number])[]): Track => {
  const track = new Track();
  for (const [timeMs, x, angle] of samples) track.add(timeMs, place(x, angle));
  return track;
};

describe('Track', () => {
  it('glides evenly from one place to the next', () => {
    const track = trackOf([100, 0], [150, 10], [200, 40]);

    expect([100, 110, 125, 150, 175].map((timeMs) => track.at(timeMs))).toEqual([0, 2, 5, 10, 25].map((x) => place(x)));
  });

  it('turns the shorter way round', () => {
    const track = trackOf([0, 0, 3], [100, 0, -3]);

    expect(track.at(50)?.angle).toBeCloseTo(Math.PI, 5);
  });

  it('waits at the newest place when news are late, and at the oldest when they are too new', () => {
    const track = trackOf([100, 1], [150, 2]);

    expect([track.at(5000)?.x, track.at(0)?.x]).toEqual([2, 1]);
    expect(new Track().at(0)).toBeUndefined();
  });

  it('jumps over a long silence in place of drifting through it', () => {
    const track = trackOf([0, 0], [2000, 500]);

    expect([track.at(1999)?.x, track.at(2000)?.x]).toEqual([0, 500]);
  });

  it('ignores places that are older than what it knows', () => {
    const track = trackOf([100, 1], [50, 9], [100, 9]);

    expect(track.at(100)?.x).toBe(1);
  });

  it('keeps no more than the last places', () => {
    const track = new Track();
    for (let timeMs = 0; timeMs <= 10_000; timeMs += 50) track.add(timeMs, place(timeMs));

    expect(track.at(0)?.x).toBeGreaterThan(8000);
  });
});
