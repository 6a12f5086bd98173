import { describe, expect, it } from 'vitest';
import { hexDump, toHex } from './hex-text.ts';

describe('hexDump', () => {
  it('writes sixteen bytes to a row, with their place and their characters', () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, i) => i + 0x3c);
    expect(hexDump(bytes).split('\n')).toEqual([
      '0000  3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b  <=>?@ABCDEFGHIJK',
      '0010  4c 4d 4e 4f                                       LMNO',
    ]);
  });

  it('writes a dot for what is no printable ASCII', () => {
    expect(hexDump(new Uint8Array([0, 0x1f, 0x7f, 0x80, 0x9b, 0x41])).slice(-6)).toBe('·····A');
  });
});

describe('toHex', () => {
  it('writes two digits for each byte', () => {
    expect([toHex(new Uint8Array([0, 10, 255])), toHex(new Uint8Array([1, 2]), ' ')]).toEqual(['000aff', '01 02']);
  });
});
