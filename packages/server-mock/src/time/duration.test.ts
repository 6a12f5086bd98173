import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

it('reads durations with a unit, and bare numbers as seconds', () => {
  const texts = ['600ms', '10s', '2m', '1h', '1.5s', '10', '0', ' 5S '];
  expect(texts.map(parseDuration)).toEqual([600, 10_000, 120_000, 3_600_000, 1500, 10_000, 0, 5000]);
});

it('refuses what is no duration', () => {
  for (const text of ['', 's', '-5s', '5 s', '5x', '1e3', 'ten', '5ms5', `${'9'.repeat(400)}`]) {
    expect(parseDuration(text)).toBeUndefined();
  }
});

it('writes durations for people', () => {
  const durations = [0, 999.4, 1000, 12_345, 59_999, 60_000, 245_000, 7_800_000];
  expect(durations.map(formatDuration)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '12.3 s',
    '59.9 s',
    '1 min 0 s',
    '4 min 5 s',
    '2 h 10 min',
  ]);
});
