import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

const NEVER = Number.POSITIVE_INFINITY;
const createLimit = (frames: number, bytes: number): RateLimit =>
  new RateLimit({ maxFramesPerSecondPerClient: frames, maxBytesPerSecondPerClient: bytes }, 0);

/** Counts how many calls are kept within the limits, of so many. */
const countKept = (calls: number, take: () => boolean): number =>
  Array.from({ length: calls }, take).filter((isKept) => isKept).length;

describe('RateLimit', () => {
  it("lets a second's worth of frames come at once, and not one more", () => {
    const limit = createLimit(10, NEVER);
    expect(countKept(11, () => limit.takeFrame())).toBe(10);
    expect(limit.createError().message).toBe('[FLOODING] more than 10 frames came within a second');
  });

  it("lets a second's worth of bytes come at once, and not one more", () => {
    const limit = createLimit(NEVER, 1000);
    expect([limit.takePiece(1000, 0), limit.takePiece(1, 0)]).toEqual([true, false]);
    expect(limit.createError().message).toBe('[FLOODING] more than 1000 bytes came within a second');
  });

  it('fills up with time, and never with more than a second of it', () => {
    const limit = createLimit(10, 1000);
    expect(limit.takePiece(1000, 0)).toBe(true);
    expect(countKept(10, () => limit.takeFrame())).toBe(10);
    expect(limit.takePiece(500, 500)).toBe(true);
    expect(countKept(6, () => limit.takeFrame())).toBe(5);
    const later = createLimit(10, 1000);
    expect([later.takePiece(1000, 3_600_000), later.takePiece(1, 3_600_000)]).toEqual([true, false]);
    expect(countKept(11, () => later.takeFrame())).toBe(10);
  });

  it('is not emptied by a clock that stands still or goes back', () => {
    const limit = createLimit(10, 1000);
    expect([limit.takePiece(400, 100), limit.takePiece(400, 100), limit.takePiece(200, 50)]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('counts a piece without bytes as a frame', () => {
    const limit = createLimit(10, NEVER);
    expect(countKept(11, () => limit.takePiece(0, 0))).toBe(10);
  });

  it('without limits lets everything pass, at any time', () => {
    const limit = createLimit(NEVER, NEVER);
    for (const now of [0, 0, 5, 1e12]) {
      expect([limit.takePiece(Number.MAX_SAFE_INTEGER, now), limit.takeFrame()]).toEqual([true, true]);
    }
  });
});
