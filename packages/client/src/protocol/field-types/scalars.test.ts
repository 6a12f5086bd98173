import { describe, expect, expectTypeOf, it } from 'vitest';
import { ByteReader } from '../byte-reader.ts';
import { ByteWriter } from '../byte-writer.ts';
import { type FieldType, type MessageOf, t } from '../field-types.ts';

const write = <T>(type: FieldType<T>, value: T): string => {
  const writer = new ByteWriter();
  type.write(writer, value);
  return Buffer.from(writer.take()).toString('hex');
};

const read = <T>(type: FieldType<T>, body: string): T =>
  type.read(new ByteReader(new Uint8Array(Buffer.from(body, 'hex'))));

const CASES: readonly [string, FieldType<unknown>, unknown, string][] = [
  ['byte', t.byte, 200, 'c8'],
  ['sbyte', t.sbyte, -2, 'fe'],
  ['bool', t.bool, true, '01'],
  ['short', t.short, -2, 'feff'],
  ['ushort', t.ushort, 40_000, '409c'],
  ['int', t.int, -2, 'feffffff'],
  ['uint', t.uint, 3_000_000_000, '005ed0b2'],
  ['float', t.float, 0.5, '0000003f'],
  ['long', t.long, -2n, 'feffffffffffffff'],
  ['ulong', t.ulong, 2n ** 63n, '0000000000000080'],
  ['longAsNumber', t.longAsNumber, -2, 'feffffffffffffff'],
  ['double', t.double, -0.5, '000000000000e0bf'],
  ['string', t.string, 'hé', '0300000068c3a9'],
  ['bytes', t.bytes, Uint8Array.of(1, 2), '020000000102'],
];

describe('t', () => {
  it.each(CASES)('writes and reads %s', (_name, type, value, body) => {
    expect(write(type, value)).toBe(body);
    expect(read(type, body)).toEqual(value);
  });

  it.each(CASES)('knows that no %s takes fewer than its least bytes', (name, { minBytes }, _value, body) => {
    expect(minBytes).toBe(name === 'string' || name === 'bytes' ? 4 : body.length / 2);
  });
});

describe('t.enum', () => {
  const State = { Idle: 0, Running: 1, Dead: -7 } as const;
  const type = t.enum(State);

  it('stands for one of its numbers, as an int', () => {
    expect(write(type, State.Dead)).toBe('f9ffffff');
    expect(read(type, '01000000')).toBe(State.Running);
    expectTypeOf<MessageOf<typeof type>>().toEqualTypeOf<0 | 1 | -7>();
  });

  it('refuses other numbers both ways', () => {
    expect(() => write(type, 2 as 1)).toThrow('[BAD_VALUE] 2 is not one of 0,1,-7');
    expect(() => write(type, 'Idle' as unknown as 0)).toThrow('[BAD_VALUE] "Idle" is not one of');
    expect(() => read(type, '02000000')).toThrow('[BAD_ENUM] 2 is not one of 0,1,-7');
    expect(() => read(type, '0200')).toThrow('[BODY_TOO_SHORT]');
  });

  it('takes an enum as TypeScript compiles it', () => {
    const compiled = { Up: 5, Down: 6, 5: 'Up', 6: 'Down' } as const;
    const direction = t.enum(compiled);
    expectTypeOf<MessageOf<typeof direction>>().toEqualTypeOf<5 | 6>();
    expect(write(direction, compiled.Down)).toBe('06000000');
    expect(() => write(direction, 'Up' as unknown as 5)).toThrow('[BAD_VALUE]');
  });

  it('refuses members that are no ints', () => {
    expect(() => t.enum({})).toThrow('[BAD_MESSAGE_TYPE] enum: no member is a number');
    expect(() => t.enum({ A: 'a' })).toThrow('[BAD_MESSAGE_TYPE] enum: no member is a number');
    for (const member of [0.5, 2 ** 31, Number.NaN]) {
      expect(() => t.enum({ Fine: 0, Wrong: member })).toThrow(`[BAD_MESSAGE_TYPE] enum: ${member} is not an int`);
    }
  });
});
