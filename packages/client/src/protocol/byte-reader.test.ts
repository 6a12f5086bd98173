import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

type Read = (reader: ByteReader) => unknown;

const VALUES: readonly [string, string, Read, unknown][] = [
  ['byte', 'ff', (reader) => reader.byte(), 255],
  ['sbyte', '80', (reader) => reader.sbyte(), -128],
  ['bool of 0', '00', (reader) => reader.bool(), false],
  ['bool of 1', '01', (reader) => reader.bool(), true],
  ['bool of 2', '02', (reader) => reader.bool(), true],
  ['short', '0080', (reader) => reader.short(), -32_768],
  ['ushort', 'feff', (reader) => reader.ushort(), 65_534],
  ['int', '00000080', (reader) => reader.int(), -2_147_483_648],
  ['uint', '010000ff', (reader) => reader.uint(), 4_278_190_081],
  ['float', '0000c03f', (reader) => reader.float(), 1.5],
  ['float of NaN', '0000c07f', (reader) => reader.float(), Number.NaN],
  ['double', '182d4454fb210940', (reader) => reader.double(), Math.PI],
  ['long', 'feffffffffffffff', (reader) => reader.long(), -2n],
  ['ulong', 'feffffffffffffff', (reader) => reader.ulong(), 2n ** 64n - 2n],
  ['longAsNumber', 'ffffffffffff1f00', (reader) => reader.longAsNumber(), Number.MAX_SAFE_INTEGER],
  ['negative longAsNumber', '010000000000e0ff', (reader) => reader.longAsNumber(), Number.MIN_SAFE_INTEGER],
  ['string', '03000000416e6e', (reader) => reader.string(), 'Ann'],
  ['string of 30 bytes', `1e000000${'c3a9'.repeat(15)}`, (reader) => reader.string(), 'é'.repeat(15)],
  ['bytes', '020000000a0b', (reader) => hex(reader.bytes()), '0a0b'],
  ['raw', '0a0b0c', (reader) => hex(reader.raw(3)), '0a0b0c'],
];

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'no error';
  } catch (error) {
    return String(error);
  }
};

describe('ByteReader', () => {
  it.each(VALUES)('reads %s %s, and nothing behind it', (_kind, body, read, expected) => {
    const bytes = bytesOf(`eeee${body}cccc`);
    const reader = new ByteReader(bytes, 2, bytes.length - 2);
    expect(read(reader)).toEqual(expected);
    expect(reader.remaining).toBe(0);
    expect(read(reader.reset(bytes, 2))).toEqual(expected);
    expect(reader.remaining).toBe(2);
  });

  it.each(VALUES)('refuses %s %s cut at any point, though bytes lie behind the end', (_kind, body, read) => {
    const bytes = bytesOf(`${body}cccccccccccccccc`);
    for (let end = 0; end < body.length / 2; end++) {
      expect(codeOf(() => read(new ByteReader(bytes, 0, end)))).toMatch(
        /^ProtocolError: \[BODY_TOO_SHORT\] \d+ bytes \w+, \d+ remain$/,
      );
    }
  });

  it('reads floats at the right place of a view, of each array that it is given', () => {
    const reader = new ByteReader();
    for (const value of [1, -2.5, 1e9]) {
      const whole = Buffer.alloc(64);
      whole.writeFloatLE(value, 21);
      const view = whole.subarray(7);
      expect(reader.reset(view, 14, 18).float()).toBe(value);
    }
  });

  it('refuses a long that is no safe integer when a number is asked for', () => {
    for (const body of [
      '0000000000002000',
      '0100000000002000',
      '000000000000e0ff',
      'ffffffffffffff7f',
      '0000000000000080',
    ]) {
      expect(codeOf(() => new ByteReader(bytesOf(body)).longAsNumber())).toMatch(/^ProtocolError: \[UNSAFE_INTEGER\]/);
    }
  });

  it('refuses a declared length that is negative or larger than what remains', () => {
    const lengths: [string, string][] = [
      ['ffffffff', '[BAD_COUNT] -1 bytes declared, 3 remain'],
      ['00000080', '[BAD_COUNT] -2147483648 bytes declared, 3 remain'],
      ['04000000', '[BODY_TOO_SHORT] 4 bytes declared, 3 remain'],
      ['ffffff7f', '[BODY_TOO_SHORT] 2147483647 bytes declared, 3 remain'],
    ];
    for (const [length, message] of lengths) {
      const reader = new ByteReader();
      const body = bytesOf(`${length}414141`);
      expect(() => reader.reset(body).string()).toThrow(message);
      expect(() => reader.reset(body).bytes()).toThrow(message);
      expect(() => reader.reset(body, 4).raw(new ByteReader(body).int())).toThrow(message);
    }
  });

  it('refuses strings that are not UTF-8, short or long', () => {
    for (const letters of ['', '41'.repeat(40)]) {
      const length = (letters.length / 2 + 1).toString(16).padStart(2, '0');
      expect(() => new ByteReader(bytesOf(`${length}000000${letters}ff`)).string()).toThrow('[BAD_UTF8] a string of ');
    }
  });

  it('hands out copies of bytes, as plain arrays', () => {
    const body = Buffer.from('02000000aabb', 'hex');
    const copy = new ByteReader(body).bytes();
    body.fill(0);
    expect([hex(copy), copy.constructor, copy.buffer.byteLength]).toEqual(['aabb', Uint8Array, 2]);
  });

  it('refuses counts that cannot be true', () => {
    const count = (body: string, kind: 'short' | 'int', least: number): string =>
      codeOf(() => new ByteReader(bytesOf(body)).count(kind, least));
    expect(new ByteReader(bytesOf('020011223344')).count('short', 2)).toBe(2);
    expect(new ByteReader(bytesOf('0400000011223344')).count('int', 1)).toBe(4);
    expect(count('030011223344', 'short', 2)).toMatch(/\[BAD_COUNT\] 3 elements .* 4 bytes remain$/);
    expect(count('ffff', 'short', 1)).toContain('[BAD_COUNT] -1 elements');
    expect(count('ffffff7f11', 'int', 0)).toContain('[BAD_COUNT] 2147483647 elements of 1 bytes');
    expect(count('00000080', 'int', 8)).toContain('[BAD_COUNT]');
    expect(count('00', 'short', 1)).toContain('[BODY_TOO_SHORT]');
  });

  it('refuses a part that the bytes do not have', () => {
    for (const [start, end] of [
      [-1, 2],
      [0, 4],
      [3, 2],
      [Number.NaN, 1],
      [0, Number.NaN],
    ]) {
      expect(() => new ByteReader(new Uint8Array(3), start, end)).toThrow('[BAD_VALUE]');
    }
  });

  it('lets values nest 100 deep, and in each body anew', () => {
    const reader = new ByteReader();
    for (let body = 0; body < 2; body++) {
      reader.reset(new Uint8Array(1));
      for (let depth = 0; depth < 100; depth++) reader.enter();
      expect(() => reader.enter()).toThrow('[NESTING_TOO_DEEP] nests deeper than 100');
    }
    reader.reset(new Uint8Array(1));
    for (let i = 0; i < 1000; i++) {
      reader.enter();
      reader.leave();
    }
  });

  it('reads back any number that a writer wrote', () => {
    const numbers = fc.record({
      int: fc.integer(),
      uint: fc.nat(0xffff_ffff),
      float: fc.float(),
      double: fc.double(),
      long: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      ulong: fc.bigInt(0n, 2n ** 64n - 1n),
      longAsNumber: fc.maxSafeInteger(),
      string: fc.string({ unit: 'grapheme', maxLength: 60 }),
    });
    fc.assert(
      fc.property(numbers, (value) => {
        const writer = new ByteWriter();
        writer.int(value.int);
        writer.uint(value.uint);
        writer.float(value.float);
        writer.double(value.double);
        writer.long(value.long);
        writer.ulong(value.ulong);
        writer.longAsNumber(value.longAsNumber);
        writer.string(value.string);
        const reader = new ByteReader(writer.take());
        const back = {
          int: reader.int(),
          uint: reader.uint(),
          float: reader.float(),
          double: reader.double(),
          long: reader.long(),
          ulong: reader.ulong(),
          longAsNumber: reader.longAsNumber() + 0,
          string: reader.string(),
        };
        expect(back).toEqual({ ...value, longAsNumber: value.longAsNumber + 0 });
      }),
    );
  });
});
