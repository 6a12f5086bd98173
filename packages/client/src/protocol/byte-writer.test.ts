import { describe, expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const written = (write: (writer: ByteWriter) => void): string => {
  const writer = new ByteWriter();
  write(writer);
  return hex(writer.take());
};

type Numbers = 'byte' | 'sbyte' | 'short' | 'ushort' | 'int' | 'uint' | 'float' | 'double' | 'longAsNumber';

const NUMBERS: readonly [Numbers, number, string][] = [
  ['byte', 0, '00'],
  ['byte', 255, 'ff'],
  ['sbyte', -128, '80'],
  ['sbyte', 127, '7f'],
  ['short', -32_768, '0080'],
  ['short', 0x1234, '3412'],
  ['short', 32_767, 'ff7f'],
  ['ushort', 65_535, 'ffff'],
  ['int', -2_147_483_648, '00000080'],
  ['int', 0x12345678, '78563412'],
  ['int', -0, '00000000'],
  ['int', 2_147_483_647, 'ffffff7f'],
  ['uint', 4_294_967_295, 'ffffffff'],
  ['float', 1.5, '0000c03f'],
  ['float', -0, '00000080'],
  ['float', Number.NaN, '0000c07f'],
  ['float', -Infinity, '000080ff'],
  ['float', 3.4028234663852886e38, 'ffff7f7f'],
  ['float', 3.4028235677973362e38, 'ffff7f7f'],
  ['double', Math.PI, '182d4454fb210940'],
  ['double', -Number.MAX_VALUE, 'ffffffffffffefff'],
  ['longAsNumber', 1, '0100000000000000'],
  ['longAsNumber', -1, 'ffffffffffffffff'],
  ['longAsNumber', -4_294_967_296, '00000000ffffffff'],
  ['longAsNumber', -4_294_967_297, 'fffffffffeffffff'],
  ['longAsNumber', 9_007_199_254_740_991, 'ffffffffffff1f00'],
  ['longAsNumber', -9_007_199_254_740_991, '010000000000e0ff'],
];

const OUT_OF_RANGE: readonly [Numbers, number[]][] = [
  ['byte', [-1, 256]],
  ['sbyte', [-129, 128]],
  ['short', [-32_769, 32_768]],
  ['ushort', [-1, 65_536]],
  ['int', [-2_147_483_649, 2_147_483_648]],
  ['uint', [-1, 4_294_967_296]],
  ['float', [3.4028235677973366e38, -1e300]],
  ['longAsNumber', [9_007_199_254_740_992, -9_007_199_254_740_992]],
];

const INTEGERS: readonly Numbers[] = ['byte', 'sbyte', 'short', 'ushort', 'int', 'uint', 'longAsNumber'];

const NO_NUMBERS: readonly unknown[] = [
  '5',
  '',
  5n,
  null,
  undefined,
  true,
  {},
  [],
  [5],
  Symbol('5'),
  { valueOf: () => 5 },
];

describe('ByteWriter', () => {
  it.each(NUMBERS)('writes %s %d as %s', (kind, value, expected) => {
    expect(written((writer) => writer[kind](value))).toBe(expected);
  });

  it.each(OUT_OF_RANGE)('refuses what no %s can hold', (kind, values) => {
    for (const value of values) {
      expect(() => written((writer) => writer[kind](value))).toThrow(/^\[BAD_VALUE\] -?[\d.e+]+ is not an? /);
    }
  });

  it.each(INTEGERS)('refuses a number that is not whole as %s', (kind) => {
    for (const value of [0.5, Number.NaN, Infinity]) {
      expect(() => written((writer) => writer[kind](value))).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
    }
  });

  it.each([...INTEGERS, 'float', 'double'] as const)('refuses what is no number as %s', (kind) => {
    for (const value of NO_NUMBERS) {
      expect(() => written((writer) => writer[kind](value as number))).toThrow(
        expect.objectContaining({ code: 'BAD_VALUE', name: 'UsageError' }),
      );
    }
  });

  it('writes longs from bigints', () => {
    expect(written((writer) => writer.long(-(2n ** 63n)))).toBe('0000000000000080');
    expect(written((writer) => writer.long(2n ** 63n - 1n))).toBe('ffffffffffffff7f');
    expect(written((writer) => writer.ulong(2n ** 64n - 1n))).toBe('ffffffffffffffff');
  });

  it('refuses longs that do not fit, and numbers in their place', () => {
    for (const value of [2n ** 63n, -(2n ** 63n) - 1n, 5, '5', null]) {
      expect(() => written((writer) => writer.long(value as bigint))).toThrow(/^\[BAD_VALUE\] .* is not a long/);
    }
    for (const value of [2n ** 64n, -1n, 5, undefined]) {
      expect(() => written((writer) => writer.ulong(value as bigint))).toThrow(/^\[BAD_VALUE\] .* is not a ulong/);
    }
  });

  it('writes a bool as 1 or 0 and nothing else as a bool', () => {
    expect(written((writer) => writer.bool(true))).toBe('01');
    expect(written((writer) => writer.bool(false))).toBe('00');
    expect(() => written((writer) => writer.bool(1 as unknown as boolean))).toThrow('[BAD_VALUE] 1 is not a bool');
  });

  it('writes a string behind its byte count', () => {
    expect(written((writer) => writer.string('Ann'))).toBe('03000000416e6e');
    expect(written((writer) => writer.string(''))).toBe('00000000');
    expect(written((writer) => writer.string('\ud83d'))).toBe('03000000efbfbd');
  });

  it.each([17, 18, 19, 20, 5000, 70_000])('writes a string of %d characters of each width', (length) => {
    for (const character of ['a', 'é', '名', '😀']) {
      const text = character.repeat(length);
      const expected = Buffer.alloc(4 + Buffer.byteLength(text));
      expected.writeInt32LE(Buffer.byteLength(text));
      expected.write(text, 4);
      expect(written((writer) => writer.string(text)) === expected.toString('hex')).toBe(true);
    }
  });

  it('writes bytes behind their count, and raw bytes without one', () => {
    expect(written((writer) => writer.bytes(Uint8Array.of(1, 2)))).toBe('020000000102');
    expect(written((writer) => writer.raw(Uint8Array.of(1, 2)))).toBe('0102');
  });

  it('writes a view as the part that it shows', () => {
    const whole = Uint8Array.of(1, 2, 3, 4, 5);
    expect(written((writer) => writer.raw(whole.subarray(1, 3)))).toBe('0203');
    expect(written((writer) => writer.raw(Buffer.from(whole.buffer, 2, 2)))).toBe('0304');
  });

  it('refuses what are no bytes', () => {
    for (const value of [
      [1, 2],
      'ab',
      new ArrayBuffer(2),
      new Uint16Array(2),
      new DataView(new ArrayBuffer(1)),
      undefined,
    ]) {
      expect(() => written((writer) => writer.bytes(value as unknown as Uint8Array))).toThrow(
        /^\[BAD_VALUE\] .* is not a Uint8Array/,
      );
    }
  });

  it('writes counts as shorts or ints', () => {
    expect(written((writer) => writer.count('short', 258))).toBe('0201');
    expect(written((writer) => writer.count('int', 40_000))).toBe('409c0000');
    expect(() => written((writer) => writer.count('short', 32_768))).toThrow(
      '[BAD_VALUE] 32768 is not a count that fits short',
    );
  });

  it('says what it refused in a few characters', () => {
    const refused = (value: unknown): string => {
      try {
        new ByteWriter().int(value as number);
        return 'nothing';
      } catch (error) {
        return String(error);
      }
    };
    expect(refused('x'.repeat(1000))).toBe(`UsageError: [BAD_VALUE] "${'x'.repeat(24)}…" is not an int`);
    expect(refused(Object.create(null))).toBe('UsageError: [BAD_VALUE] this object is not an int');
    expect(refused(() => 1)).toBe('UsageError: [BAD_VALUE] this function is not an int');
    expect(refused(null)).toBe('UsageError: [BAD_VALUE] null is not an int');
  });

  it('gives nothing when nothing was written', () => {
    const writer = new ByteWriter();
    expect([writer.position, hex(writer.take())]).toEqual([0, '']);
  });

  it('counts what is pending from the last take', () => {
    const writer = new ByteWriter();
    writer.int(1);
    writer.take();
    writer.short(2);
    expect([writer.position, hex(writer.take()), writer.position]).toEqual([2, '0200', 0]);
  });

  it('never writes again to bytes that it handed out', () => {
    const writer = new ByteWriter(4);
    const taken: Uint8Array[] = [];
    const expected: string[] = [];
    for (let i = 0; i < 3000; i++) {
      writer.string(String(i).repeat(i % 7));
      writer.rewind(writer.position - (i % 3));
      writer.reserve(4);
      writer.setInt(writer.position - 4, i);
      const bytes = writer.take();
      taken.push(bytes);
      expected.push(hex(bytes));
      writer.string('forgotten');
      writer.rewind(0);
    }
    expect(taken.map(hex)).toEqual(expected);
  });

  it('rewinds to a pending position, also across a new slab', () => {
    const writer = new ByteWriter(4);
    writer.int(1);
    const { position } = writer;
    for (let i = 0; i < 1000; i++) writer.int(2);
    writer.rewind(position);
    writer.byte(9);
    expect(hex(writer.take())).toBe('0100000009');
  });

  it('refuses positions that are not pending', () => {
    const writer = new ByteWriter();
    writer.int(1);
    writer.take();
    writer.short(2);
    for (const position of [-1, 3, Number.NaN]) {
      expect(() => writer.rewind(position)).toThrow('is not a pending position');
    }
    for (const position of [-4, -1, 1]) {
      expect(() => writer.setField(position, 1, 2, false)).toThrow('is not a pending position');
    }
    expect(hex(writer.take())).toBe('0200');
  });

  it('patches integers of any width and byte order', () => {
    const writer = new ByteWriter();
    writer.short(-1);
    writer.take();
    writer.reserve(10);
    writer.setInt(0, -2);
    writer.setField(4, 0x010203, 3, true);
    writer.setField(7, 0x010203, 3, false);
    expect(hex(writer.take())).toBe('feffffff010203030201');
    writer.reserve(7);
    writer.setField(0, 0x01020304, 4, true);
    writer.setField(4, 0xfffe, 2, true);
    writer.setField(6, 0xab, 1, true);
    expect(hex(writer.take())).toBe('01020304fffeab');
  });

  it('holds no large slab on a quiet connection, however long it lasts', () => {
    const writer = new ByteWriter();
    let largest = 0;
    for (let i = 0; i < 20_000; i++) {
      writer.int(999);
      writer.int(0);
      largest = Math.max(largest, writer.take().buffer.byteLength);
    }
    expect(largest).toBe(256);
  });

  it('takes no slab smaller than 8 KiB once a batch is more than tiny', () => {
    const writer = new ByteWriter();
    const slabs = new Set<ArrayBufferLike>();
    for (let i = 0; i < 560; i++) {
      writer.raw(new Uint8Array(72));
      slabs.add(writer.take().buffer);
    }
    expect(slabs.size).toBe(5);
    expect([...slabs].map(({ byteLength }) => byteLength)).toEqual(Array(5).fill(8192));
  });

  it('takes slabs of at most 64 KiB until one batch needs a larger one, and then of 64 KiB again', () => {
    const writer = new ByteWriter();
    const slabOf = (length: number): number => {
      writer.raw(new Uint8Array(length));
      return writer.take().buffer.byteLength;
    };
    expect(slabOf(10_000)).toBe(65_536);
    expect(slabOf(200_000)).toBe(262_144);
    expect(slabOf(70_000)).toBe(131_072);
    expect(slabOf(60_000)).toBe(131_072);
    expect(slabOf(60_000)).toBe(65_536);
  });

  it('writes text of any length into room that was reserved, and takes back what it left', () => {
    const writer = new ByteWriter();
    for (let length = 0; length < 40; length++) {
      for (const text of [
        'abcdefghij'.repeat(4).slice(0, length),
        `${'x'.repeat(length)}é`,
        `字${'y'.repeat(length)}`,
      ]) {
        const at = writer.reserve(text.length * 3);
        const end = writer.text(at, text);
        writer.rewind(end - at);
        expect(hex(writer.take())).toBe(Buffer.from(text).toString('hex'));
      }
    }
  });

  it('refuses a frame inside a frame, and taking half a frame', () => {
    const writer = new ByteWriter();
    writer.beginFrame();
    expect(() => writer.beginFrame()).toThrow('[REENTRANT_CALL]');
    expect(() => writer.take()).toThrow('[REENTRANT_CALL]');
    writer.int(1);
    writer.endFrame();
    expect(hex(writer.take())).toBe('01000000');
  });

  it('lets values nest 100 deep, and in each frame anew', () => {
    const writer = new ByteWriter();
    for (let frame = 0; frame < 2; frame++) {
      writer.beginFrame();
      for (let depth = 0; depth < 100; depth++) writer.enter();
      expect(() => writer.enter()).toThrow('[BAD_VALUE] nests deeper than 100');
      writer.endFrame();
    }
    for (let i = 0; i < 1000; i++) {
      writer.enter();
      writer.leave();
    }
  });
});
