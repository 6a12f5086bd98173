import { describe, expect, expectTypeOf, it } from 'vitest';
import { ByteReader } from '../byte-reader.ts';
import { ByteWriter } from '../byte-writer.ts';
import { defineStruct, type FieldType, type MessageOf, t } from '../field-types.ts';

const write = <T>(type: FieldType<T>, value: T): string => {
  const writer = new ByteWriter();
  type.write(writer, value);
  return Buffer.from(writer.take()).toString('hex');
};

const read = <T>(type: FieldType<T>, body: string): T =>
  type.read(new ByteReader(new Uint8Array(Buffer.from(body, 'hex'))));

describe.each([
  ['t.list', t.list],
  ['t.array', t.array],
])('%s', (_name, list) => {
  it('writes a short count, then the elements', () => {
    expect(write(list(t.short), [1, -1, 2])).toBe('03000100ffff0200');
    expect(read(list(t.short), '03000100ffff0200')).toEqual([1, -1, 2]);
    expect(write(list(t.string), [])).toBe('0000');
    expect(read(list(t.string), '0000')).toEqual([]);
  });

  it('counts with an int on request', () => {
    expect(write(list(t.byte, { count: 'int' }), [7])).toBe('0100000007');
    expect(read(list(t.byte, { count: 'int' }), '0100000007')).toEqual([7]);
    expect([list(t.byte).minBytes, list(t.byte, { count: 'int' }).minBytes]).toEqual([2, 4]);
  });

  it('refuses more elements than its count can say', () => {
    expect(write(list(t.bool), Array(32_767).fill(true)).slice(0, 6)).toBe('ff7f01');
    expect(() => write(list(t.bool), Array(32_768).fill(true))).toThrow(
      '[BAD_VALUE] 32768 is not a count that fits short',
    );
    expect(write(list(t.bool, { count: 'int' }), Array(40_000).fill(true)).slice(0, 10)).toBe('409c000001');
  });

  it('refuses counts that the bytes left cannot hold, by the least size of an element', () => {
    const Entry = defineStruct('Entry', { id: t.int, name: t.string });
    expect(read(list(Entry), `0100${'00'.repeat(8)}`)).toEqual([{ id: 0, name: '' }]);
    for (const body of [`0200${'00'.repeat(15)}`, 'ffff', '0080', 'ff7f']) {
      expect(() => read(list(Entry), body)).toThrow('[BAD_COUNT]');
    }
    expect(() => read(list(t.byte, { count: 'int' }), `ffffff7f${'00'.repeat(100)}`)).toThrow('[BAD_COUNT]');
  });

  it('names the element that failed', () => {
    expect(() => write(list(list(t.byte)), [[1], [2, 300]])).toThrow('[BAD_VALUE] [1][1]: 300 is not a byte');
    expect(() => read(list(t.string), '020001000000410300000042424200'.slice(0, -4))).toThrow(
      '[BODY_TOO_SHORT] [1]: 3 bytes declared, 2 remain',
    );
  });

  it('refuses what is no array', () => {
    for (const value of [{ length: 1 }, 'ab', new Uint8Array(2), undefined, null]) {
      expect(() => write(list(t.byte), value as number[])).toThrow(/^\[BAD_VALUE\] .* is not an array/);
    }
    const sparse = [1];
    sparse[2] = 3;
    expect(() => write(list(t.byte), sparse)).toThrow('[BAD_VALUE] [1]: undefined is not a byte');
  });

  it('refuses elements that take no bytes, because any number of them would fit', () => {
    expect(() => list(defineStruct('Empty', {}))).toThrow('[BAD_MESSAGE_TYPE]');
    expect(() => list({ write() {}, read() {} } as unknown as FieldType<void>)).toThrow('[BAD_MESSAGE_TYPE]');
    expect(() => list(undefined as unknown as FieldType<void>)).toThrow('[BAD_MESSAGE_TYPE]');
  });
});

describe('t.map', () => {
  const scores = t.map(t.string, t.int);

  it('writes a count, then keys and values in turn, and reads a Map', () => {
    const value = new Map([
      ['a', 1],
      ['b', -1],
    ]);
    expect(write(scores, value)).toBe('0200010000006101000000' + '0100000062ffffffff');
    expect(read(scores, '020001000000610100000001000000' + '62ffffffff')).toEqual(value);
    expectTypeOf<MessageOf<typeof scores>>().toEqualTypeOf<Map<string, number>>();
  });

  it('counts with an int on request', () => {
    const type = t.map(t.byte, t.bool, { count: 'int' });
    expect(write(type, new Map([[3, true]]))).toBe('010000000301');
    expect(read(type, '010000000301')).toEqual(new Map([[3, true]]));
  });

  it('keeps the last of equal keys', () => {
    expect(read(t.map(t.byte, t.byte), '020005010502')).toEqual(new Map([[5, 2]]));
  });

  it('reads names of Object.prototype as keys like any others', () => {
    const value = new Map([
      ['__proto__', 1],
      ['constructor', 2],
      ['toString', 3],
    ]);
    expect(read(scores, write(scores, value))).toEqual(value);
    expect(({} as Record<string, unknown>).constructor).toBe(Object);
  });

  it('refuses counts that the bytes left cannot hold', () => {
    expect(() => read(scores, `0200${'00'.repeat(15)}`)).toThrow(
      '[BAD_COUNT] 2 elements of 8 bytes or more declared, 15 bytes remain',
    );
  });

  it('refuses what is no Map, and names the entry that failed', () => {
    for (const value of [{ a: 1 }, [['a', 1]], undefined]) {
      expect(() => write(scores, value as unknown as Map<string, number>)).toThrow(/^\[BAD_VALUE\] .* is not a Map/);
    }
    const wrong = new Map([
      ['a', 1],
      ['b', 0.5],
    ]);
    expect(() => write(scores, wrong)).toThrow('[BAD_VALUE] [1]: 0.5 is not an int');
  });
});

describe('t.optional', () => {
  const type = t.optional(t.short);

  it('writes whether there is a value, then the value', () => {
    expect([write(type, 5), write(type, undefined)]).toEqual(['010500', '00']);
    expect([read(type, '010500'), read(type, '00')]).toEqual([5, undefined]);
    expect(type.minBytes).toBe(1);
  });

  it('takes falsy values for values, and null for none', () => {
    expect([write(type, 0), write(t.optional(t.string), '')]).toEqual(['010000', '0100000000']);
    expect(write(type, null as unknown as undefined)).toBe('00');
  });
});

describe('t.lazy', () => {
  interface Tree {
    value: number;
    children: Tree[];
  }
  const Tree: FieldType<Tree> = defineStruct('Tree', { value: t.byte, children: t.list(t.lazy(() => Tree)) });

  const nested = (depth: number): Tree => {
    let tree: Tree = { value: depth, children: [] };
    for (let i = depth - 1; i >= 0; i--) tree = { value: i, children: [tree] };
    return tree;
  };

  it('lets a struct contain itself', () => {
    const value = { value: 1, children: [{ value: 2, children: [] }, nested(3)] };
    expect(write(Tree, value)).toBe('010200' + '020000' + '000100' + '010100' + '020100' + '030000');
    expect(read(Tree, write(Tree, value))).toEqual(value);
  });

  it('lets 100 values stand inside one another and no more, both ways', () => {
    const deepest = nested(100);
    expect(read(Tree, write(Tree, deepest))).toEqual(deepest);
    expect(() => write(Tree, nested(101))).toThrow(
      /^\[BAD_VALUE\] children\[0\]\.children\[0\].*: nests deeper than 100$/,
    );
    expect(() => read(Tree, `${'000100'.repeat(101)}000000`)).toThrow(
      /^\[NESTING_TOO_DEEP\] children\[0\].*: nests deeper than 100$/,
    );
  });

  it('counts depth, not number', () => {
    const wide = { value: 0, children: Array.from({ length: 500 }, () => nested(2)) };
    expect(read(Tree, write(Tree, wide))).toEqual(wide);
  });

  it('refuses a value that contains itself', () => {
    const loop: Tree = { value: 1, children: [] };
    loop.children.push(loop);
    expect(() => write(Tree, loop)).toThrow('[BAD_VALUE]');
  });

  it('looks its type up once, and not before it is used', () => {
    let lookups = 0;
    const type = t.list(
      t.lazy(() => {
        lookups++;
        return t.int;
      }),
    );
    expect(lookups).toBe(0);
    expect(read(type, write(type, [1, 2, 3]))).toEqual([1, 2, 3]);
    expect(lookups).toBe(1);
  });

  it('refuses a type that takes no bytes', () => {
    const type = t.list(t.lazy(() => defineStruct('Empty', {})));
    expect(() => write(type, [{}])).toThrow('[BAD_MESSAGE_TYPE]');
  });
});
