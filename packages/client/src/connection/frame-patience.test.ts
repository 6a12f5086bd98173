import { expect, it } from 'vitest';
import { framePatienceMs } from './frame-patience.ts';

it('waits until the timeout, counted from the first byte', () => {
  expect(framePatienceMs(12_000, 9000, 0, undefined)).toBe(3000);
  expect(framePatienceMs(12_000, 12_000, 0, undefined)).toBe(0);
});

it('waits a second more when its timer ran late, once for each frame', () => {
  expect(framePatienceMs(12_000, 90_000, 78_000, undefined)).toBe(1000);
  expect(framePatienceMs(12_000, 91_000, 78_000, 12_000)).toBeLessThanOrEqual(0);
  expect(framePatienceMs(105_000, 200_000, 95_000, 12_000)).toBe(1000);
});
