import { expect, it } from 'vitest';
import { FramePatience } from './frame-patience.ts';

it('waits until the timeout, counted from the first byte', () => {
  const patience = new FramePatience();
  expect(patience.leftMs(12_000, 9000, 0)).toBe(3000);
  expect(patience.leftMs(12_000, 12_000, 0)).toBe(0);
});

it('waits a second more when its timer ran late, once for each frame', () => {
  const patience = new FramePatience();
  expect(patience.leftMs(12_000, 90_000, 78_000)).toBe(1000);
  expect(patience.leftMs(12_000, 91_000, 78_000)).toBeLessThanOrEqual(0);
  expect(patience.leftMs(105_000, 200_000, 95_000)).toBe(1000);
});
