import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate-meter.ts';

const totals = (atMs: number, perSecond: { bytes: number; pieces: number; frames: number }) => ({
  atMs,
  bytes: (perSecond.bytes * atMs) / 1000,
  pieces: (perSecond.pieces * atMs) / 1000,
  frames: (perSecond.frames * atMs) / 1000,
  drawn: (60 * atMs) / 1000,
  workMs: (90 * atMs) / 1000,
});

describe('RateMeter', () => {
  it('tells what went by per second, over the last two seconds', () => {
    const meter = new RateMeter();
    for (let atMs = 0; atMs <= 4000; atMs += 500) meter.note(totals(atMs, { bytes: 100, pieces: 100, frames: 10 }));
    const rates = meter.note({ ...totals(4500, { bytes: 100, pieces: 100, frames: 10 }), bytes: 450 + 1000 });

    expect(rates).toEqual({
      bytesPerSecond: 600,
      piecesPerSecond: 100,
      framesPerSecond: 10,
      framesPerPiece: 0.1,
      drawnPerSecond: 60,
      workMs: 1.5,
    });
  });

  it('has no share to tell while nothing came', () => {
    const meter = new RateMeter();
    meter.note(totals(0, { bytes: 0, pieces: 0, frames: 0 }));
    const { framesPerPiece, piecesPerSecond } = meter.note(totals(500, { bytes: 0, pieces: 0, frames: 0 }));

    expect([framesPerPiece, piecesPerSecond]).toEqual([undefined, 0]);
  });
});
