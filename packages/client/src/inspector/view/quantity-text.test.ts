import { describe, expect, it } from 'vitest';
import { bytesText, countText, msText, timeText } from './quantity-text.ts';

describe('quantities', () => {
  it.each([
    [0, '0'],
    [0.94, '0.9'],
    [87.4, '87'],
    [999, '999'],
    [1234, '1.2k'],
    [9960, '10k'],
    [34_400, '34k'],
    [999_700, '1.0M'],
    [34_000_000, '34M'],
  ])('%d is counted as %s', (count, text) => {
    expect(countText(count)).toBe(text);
  });

  it('are bytes, milliseconds and seconds', () => {
    expect([bytesText(87.4), bytesText(1234), bytesText(34e6)]).toEqual(['87 B', '1.2 kB', '34 MB']);
    expect([msText(undefined), msText(0.42), msText(23.4)]).toEqual(['–', '0.4 ms', '23 ms']);
    expect(timeText(12_345.6)).toBe('12.346');
  });
});
