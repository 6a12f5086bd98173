import { describe, expect, it } from 'vitest';
import { SnapshotBuffer } from './snapshot-buffer.ts';

const place = (x: number, angle = 0) => ({ x, y: 2 * x, angle });

const bufferOf = (...samples: readonly (readonly [timeMs: number, x: number, angle?: number])[]): SnapshotBuffer => {
  const buffer = new SnapshotBuffer();
  for (const [timeMs, x, angle] of samples) buffer.add(timeMs, place(x, angle));
  return buffer;
};

describe('SnapshotBuffer', () => {
  it('glides evenly from one place to the next', () => {
    const buffer = bufferOf([100, 0], [150, 10], [200, 40]);

    expect([100, 110, 125, 150, 175].map((timeMs) => buffer.at(timeMs))).toEqual(
      [0, 2, 5, 10, 25].map((x) => place(x)),
    );
  });

  it('turns the shorter way round', () => {
    expect(bufferOf([0, 0, 3], [100, 0, -3]).at(50)?.angle).toBeCloseTo(Math.PI, 5);
  });

  it('waits at the newest place when news are late, and at the oldest when they are too new', () => {
    const buffer = bufferOf([100, 1], [150, 2]);

    expect([buffer.at(5000)?.x, buffer.at(0)?.x]).toEqual([2, 1]);
    expect(new SnapshotBuffer().at(0)).toBeUndefined();
  });

  it('jumps over a long silence in place of drifting through it', () => {
    const buffer = bufferOf([0, 0], [2000, 500]);

    expect([buffer.at(1999)?.x, buffer.at(2000)?.x]).toEqual([0, 500]);
  });

  it('ignores places that are older than what it knows', () => {
    expect(bufferOf([100, 1], [50, 9], [100, 9]).at(100)?.x).toBe(1);
  });

  it('keeps no more than the last places', () => {
    const buffer = new SnapshotBuffer();
    for (let timeMs = 0; timeMs <= 10_000; timeMs += 50) buffer.add(timeMs, place(timeMs));

    expect(buffer.at(0)?.x).toBeGreaterThan(7500);
  });
});
