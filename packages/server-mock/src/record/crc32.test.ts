import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';

describe('crc32', () => {
  it('gives the check value that the algorithm is known by', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });

  it('gives the same for a row of bytes whole and in two parts', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) & 0xff);
    for (const cut of [0, 1, 150, 299, 300]) {
      expect(crc32(bytes, cut, 300, crc32(bytes, 0, cut))).toBe(crc32(bytes));
    }
  });
});
