import { describe, expect, expectTypeOf, it } from 'vitest';
import { ByteReader } from '../byte-reader.ts';
import { ByteWriter } from '../byte-writer.ts';
import { defineStruct, type Fields, type FieldType, type MessageOf, t } from '../field-types.ts';

const write = <T>(type: FieldType<T>, value: T): string => {
  const writer = new ByteWriter();
  type.write(writer, value);
  return Buffer.from(writer.take()).toString('hex');
};

const read = <T>(type: FieldType<T>, body: string): T =>
  type.read(new ByteReader(new Uint8Array(Buffer.from(body, 'hex'))));

describe('defineStruct', () => {
  const Inner = defineStruct('Inner', { flag: t.bool, label: t.string });
  const Outer = defineStruct('Outer', {
    z: t.byte,
    a: t.short,
    inner: Inner,
    tags: t.list(t.byte),
    note: t.optional(t.string),
  });
  const value = { z: 1, a: 2, inner: { flag: true, label: 'x' }, tags: [9], note: 'n' };

  it('puts fields in the order of their declaration, without a header', () => {
    expect(write(Outer, value)).toBe('01' + '0200' + '010100000078' + '010009' + '01010000006e');
    expect(read(Outer, write(Outer, value))).toEqual(value);
  });

  it('takes the fields of a value in any order, and ignores others', () => {
    const { z, ...rest } = value;
    expect(write(Outer, { ...rest, more: 5, z } as typeof value)).toBe(write(Outer, value));
  });

  it('adds up the least bytes of its fields', () => {
    expect([Inner.minBytes, Outer.minBytes, defineStruct('Empty', {}).minBytes]).toEqual([5, 1 + 2 + 5 + 2 + 1, 0]);
  });

  it('infers the type of its values, optional fields included', () => {
    expectTypeOf<MessageOf<typeof Outer>>().toEqualTypeOf<{
      z: number;
      a: number;
      inner: { flag: boolean; label: string };
      tags: number[];
      note?: string | undefined;
    }>();
    expect(write(Outer, { z: 1, a: 2, inner: value.inner, tags: [] }).slice(-2)).toBe('00');
  });

  it('gives values that share nothing with each other', () => {
    const body = write(Outer, value);
    const [first, second] = [read(Outer, body), read(Outer, body)];
    first.inner.label = 'changed';
    expect(second).toEqual(value);
  });

  it('names the field that failed, through any number of structs', () => {
    const wrong = { ...value, inner: { flag: 1 as unknown as boolean, label: '' } };
    expect(() => write(Outer, wrong)).toThrow('[BAD_VALUE] inner.flag: 1 is not a bool');
    expect(() => read(Outer, '010200010500000041')).toThrow('[BODY_TOO_SHORT] inner.label: 5 bytes declared, 1 remain');
    expect(() => write(defineStruct('Team', { players: t.list(Outer) }), { players: [value, wrong] })).toThrow(
      '[BAD_VALUE] players[1].inner.flag: 1 is not a bool',
    );
  });

  it('refuses what is no object', () => {
    for (const wrong of [undefined, null, 5, 'text', () => {}]) {
      expect(() => write(Inner, wrong as never)).toThrow(/^\[BAD_VALUE\] .* is not a Inner/);
    }
    expect(() => write(Outer, { z: 1, a: 1 } as never)).toThrow('[BAD_VALUE] inner: undefined is not a Inner');
  });

  it('keeps fields named like members of Object.prototype to the value itself', () => {
    const Odd = defineStruct('Odd', { constructor: t.byte, toString: t.byte, hasOwnProperty: t.byte, valueOf: t.byte });
    const odd = read(Odd, '01020304') as unknown as Record<string, unknown>;
    expect(Object.entries(odd)).toEqual([
      ['constructor', 1],
      ['toString', 2],
      ['hasOwnProperty', 3],
      ['valueOf', 4],
    ]);
    expect(Object.getPrototypeOf(odd)).toBe(Object.prototype);
    expect([{}.constructor, typeof {}.toString]).toEqual([Object, 'function']);
    expect(() => write(Odd, {} as never)).toThrow('[BAD_VALUE] constructor: this function is not a byte');
  });

  it.each([
    ['a field called __proto__', { ['__proto__']: t.int }],
    ['fields whose prototype was set by __proto__', { __proto__: t.int, name: t.string }],
    ['a name that JavaScript would move to the front', { name: t.string, 7: t.int }],
    ['a field without a type', { name: undefined }],
    ['a field that is no type', { name: 'string' }],
    ['a type without minBytes', { name: { write() {}, read() {} } }],
  ])('refuses %s', (_what, fields) => {
    expect(() => defineStruct('Odd', fields as unknown as Fields)).toThrow('[BAD_MESSAGE_TYPE] Odd');
    expect(({} as Record<string, unknown>).minBytes).toBe(undefined);
  });

  it('refuses fields that are none, and a struct without a name', () => {
    for (const fields of [undefined, null]) expect(() => defineStruct('Odd', fields as unknown as Fields)).toThrow();
    expect(() => defineStruct('', {})).toThrow('[BAD_MESSAGE_TYPE]');
  });
});
