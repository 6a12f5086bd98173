import { describe, expect, it } from 'vitest';
import {
  checkMaxBodyBytes,
  defineFrameLayout,
  FRAME_LAYOUTS,
  type FrameLayoutOptions,
  maxOfWidth,
  readHeaderField,
} from './frame-layout.ts';

describe('defineFrameLayout', () => {
  it('describes the unity layout when nothing is said', () => {
    expect(defineFrameLayout()).toEqual(FRAME_LAYOUTS.unity);
    expect(FRAME_LAYOUTS.unity).toEqual({
      idOffset: 0,
      idBytes: 4,
      lengthOffset: 4,
      lengthBytes: 4,
      headerBytes: 8,
      countedBytes: 0,
      bigEndian: false,
    });
  });

  it('puts the length first, or leaves out the id', () => {
    expect(defineFrameLayout({ order: 'length-first', id: 'u16', length: 'u24' })).toMatchObject({
      lengthOffset: 0,
      idOffset: 3,
      headerBytes: 5,
    });
    expect(defineFrameLayout({ order: 'length-only', length: 'u16', lengthCounts: 'frame' })).toMatchObject({
      idBytes: 0,
      lengthOffset: 0,
      headerBytes: 2,
      countedBytes: 2,
    });
  });

  it('knows how many bytes of the header the length counts', () => {
    const counted = (lengthCounts: 'body' | 'id+body' | 'frame'): number =>
      defineFrameLayout({ id: 'u8', length: 'u16', lengthCounts }).countedBytes;
    expect([counted('body'), counted('id+body'), counted('frame')]).toEqual([0, 1, 3]);
  });

  it.each([
    ['order', 'id-last'],
    ['id', 'u32'],
    ['length', 'toString'],
    ['byteOrder', 'network'],
    ['lengthCounts', 'header'],
  ])('refuses an unknown %s by name', (option, value) => {
    expect(() => defineFrameLayout({ [option]: value } as FrameLayoutOptions)).toThrow(
      `[BAD_OPTION] ${option}: ${value} is none of `,
    );
  });
});

describe('readHeaderField', () => {
  const bytes = Uint8Array.of(0xee, 0x81, 0x02, 0x03, 0x84, 0xee);

  it.each([
    [0, 0, 0],
    [1, 0x81, 0x81],
    [2, 0x0281, 0x8102],
    [3, 0x030281, 0x810203],
    [4, 0x84030281 | 0, 0x81020384 | 0],
  ])('reads %d bytes in either order', (width, little, big) => {
    expect(readHeaderField(bytes, 1, width, false)).toBe(little);
    expect(readHeaderField(bytes, 1, width, true)).toBe(big);
  });
});

describe('limits', () => {
  it('know the largest number of each width', () => {
    expect([1, 2, 3, 4].map(maxOfWidth)).toEqual([255, 65_535, 16_777_215, 2_147_483_647]);
  });

  it('default to 1 MiB and refuse what is no byte count', () => {
    expect([checkMaxBodyBytes(undefined), checkMaxBodyBytes(0), checkMaxBodyBytes(2 ** 31 - 1)]).toEqual([
      1_048_576,
      0,
      2 ** 31 - 1,
    ]);
    for (const value of [-1, 0.5, 2 ** 31, Infinity, Number.NaN, '1', null]) {
      expect(() => checkMaxBodyBytes(value as number)).toThrow(`[BAD_OPTION] maxBodyBytes: ${value} `);
    }
  });
});
