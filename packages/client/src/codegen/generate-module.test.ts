import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../protocol/byte-reader.ts';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { defineStruct, type FieldType, t } from '../protocol/field-types.ts';
import { decodeBody, defineMessage, type MessageType } from '../protocol/message-type.ts';
import { generateModule } from './generate-module.ts';

/** Runs generated JavaScript as a module would run, with `schema` in place of its import. */
const evaluate = (schema: Record<string, unknown>): Record<string, MessageType<unknown>> => {
  const code = generateModule(schema, { from: './schema.js', language: 'js' })
    .replace(/^(import|export \*) .*$/gm, '')
    .replace(/^export const (\w+) =/gm, 'out.$1 =');
  const out = {};
  new Function('schema', 'out', code)(schema, out);
  return out;
};

const generated = <T>(type: MessageType<T>): MessageType<T> => evaluate({ Msg: type }).Msg as MessageType<T>;

/** What writing gives: the bytes in hex, or the error; what was written before must stay as it was. */
const written = (type: MessageType<unknown>, value: unknown): string => {
  const writer = new ByteWriter(8);
  writer.int(7);
  try {
    type.write(writer, value);
  } catch (error) {
    return String(error);
  }
  return Buffer.from(writer.take()).toString('hex');
};

const readFrom = (type: MessageType<unknown>, bytes: Uint8Array): unknown => {
  try {
    return { value: decodeBody(type, bytes), remaining: 0 };
  } catch (error) {
    return String(error);
  }
};

const Item = defineStruct('Item', { id: t.ushort, 'odd name': t.sbyte, worth: t.longAsNumber });
const SCALARS: Record<string, FieldType<unknown>> = { ...t } as never;
for (const name of ['enum', 'list', 'array', 'map', 'optional', 'lazy']) delete SCALARS[name];

interface Tree {
  readonly value: number;
  readonly children: Tree[];
}
const Tree: FieldType<Tree> = defineStruct('Tree', { value: t.int, children: t.list(t.lazy(() => Tree)) });

const FIELDS: Record<string, FieldType<unknown>> = {
  ...SCALARS,
  item: Item,
  items: t.list(Item),
  names: t.list(t.string, { count: 'int' }),
  grid: t.list(t.list(t.byte)),
  maybe: t.optional(t.double),
  maybeItem: t.optional(Item),
  mood: t.enum({ Calm: 1, Angry: 2 }),
  scores: t.map(t.string, t.int),
  tree: Tree,
} as never;

const everything = {
  byte: 200,
  sbyte: -3,
  bool: true,
  short: -300,
  ushort: 60_000,
  int: -5,
  uint: 4_000_000_000,
  float: 0.5,
  double: Math.PI,
  long: -(2n ** 63n),
  ulong: 2n ** 64n - 1n,
  longAsNumber: -(2 ** 53 - 1),
  string: 'héllo 世界 🎮',
  bytes: Uint8Array.of(1, 2, 3),
  item: { id: 1, 'odd name': -1, worth: 5 },
  items: [
    { id: 2, 'odd name': 2, worth: -6 },
    { id: 3, 'odd name': 3, worth: 7 },
  ],
  names: ['Ann', '李', ''],
  grid: [[1, 2], [], [3]],
  maybe: 1.5,
  maybeItem: { id: 9, 'odd name': 0, worth: 0 },
  mood: 2,
  scores: new Map([['a', 1]]),
  tree: { value: 1, children: [{ value: 2, children: [] }] },
};

/** What generated code cannot look into, and calls as it is. */
const CALLED = ['bytes', 'mood', 'scores', 'tree'];
const omitCalled = <T extends object>(of: T): T =>
  Object.fromEntries(Object.entries(of).filter(([name]) => !CALLED.includes(name))) as T;

/** Values that hardly any field takes. */
const STRANGE = [
  undefined,
  null,
  Number.NaN,
  Infinity,
  -1,
  0.5,
  2 ** 40,
  -0,
  '',
  'x',
  {},
  [],
  [null],
  true,
  1n,
  2n ** 64n,
  () => {},
];

describe.each([
  ['with types that it calls', FIELDS, everything],
  ['of types that it knows', omitCalled(FIELDS), omitCalled(everything)],
])('generateModule, a message %s', (_, fields, whole) => {
  const Message = defineMessage(7, 'Message', fields) as MessageType<unknown>;
  const fast = generated(Message);

  it('writes the bytes that the schema writes, and reads them back to the same value', () => {
    expect(written(fast, whole)).toBe(written(Message, whole));
    const body = Buffer.from(written(Message, whole), 'hex').subarray(4);
    expect(readFrom(fast, body)).toEqual(readFrom(Message, body));
    expect(readFrom(fast, body)).toEqual({ value: whole, remaining: 0 });
    expect(Object.keys((readFrom(fast, body) as { value: object }).value)).toEqual(Object.keys(fields));
  });

  it('leaves the schema alone while values are usual', () => {
    const leave = (): never => {
      throw new Error('left the straight line');
    };
    const strict = generated({ ...Message, write: leave, read: leave });
    expect(written(strict, whole)).toBe(written(Message, whole));
    const body = Buffer.from(written(Message, whole), 'hex').subarray(4);
    expect(readFrom(strict, body)).toEqual({ value: whole, remaining: 0 });
    expect(written(strict, { ...whole, byte: 256 })).toBe('Error: left the straight line');
  });

  it('treats a missing optional as the schema does', () => {
    const { maybe, maybeItem, ...rest } = whole;
    expect(written(fast, rest)).toBe(written(Message, rest));
    const body = Buffer.from(written(Message, rest), 'hex').subarray(4);
    expect(readFrom(fast, body)).toEqual(readFrom(Message, body));
  });

  it.each(Object.keys(fields))('refuses or takes strange values of %s with the same words', (name) => {
    for (const strange of STRANGE) {
      const value = { ...whole, [name]: strange };
      expect(written(fast, value)).toBe(written(Message, value));
    }
  });

  it('refuses or takes strange values inside lists and structs with the same words', () => {
    for (const strange of STRANGE) {
      for (const value of [
        strange,
        { ...whole, item: { ...whole.item, worth: strange } },
        { ...whole, items: [whole.item, { ...whole.item, id: strange }] },
        { ...whole, names: ['a', strange] },
        { ...whole, grid: [[1], [2, strange]] },
        { ...whole, tree: { value: 1, children: [{ value: 2, children: [strange] }] } },
      ]) {
        expect(written(fast, value)).toBe(written(Message, value));
      }
    }
  });

  it('reads every cut of a body, and bytes behind it, as the schema does', () => {
    const body = Buffer.from(written(Message, whole), 'hex').subarray(4);
    for (let end = 0; end < body.length; end++) {
      expect(readFrom(fast, body.subarray(0, end))).toEqual(readFrom(Message, body.subarray(0, end)));
      expect(typeof readFrom(fast, body.subarray(0, end))).toBe('string');
    }
    const longer = Buffer.concat([body, Buffer.of(0)]);
    expect(readFrom(fast, longer)).toBe(readFrom(Message, longer));
  });

  it('reads any bytes as the schema does', () => {
    const body = Buffer.from(written(Message, whole), 'hex').subarray(4);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (flips) => {
        const broken = Uint8Array.from(body);
        for (const [at, byte] of flips) broken[at] = byte;
        expect(readFrom(fast, broken)).toEqual(readFrom(Message, broken));
      }),
      { numRuns: 500 },
    );
  });

  it('throws what a getter throws', () => {
    for (const name of ['int', 'names']) {
      const value = Object.defineProperty({ ...whole }, name, {
        get: () => {
          throw new Error('no value');
        },
      });
      expect(written(fast, value)).toBe('Error: no value');
      expect(written(Message, value)).toBe('Error: no value');
    }
  });

  it('writes as many elements as it counts when reading them adds one', () => {
    const names = [...whole.names];
    Object.defineProperty(names, 0, {
      get: () => {
        names.push('late');
        return 'first';
      },
    });
    const body = Buffer.from(written(fast, { ...whole, names }), 'hex').subarray(4);
    const [, ...others] = whole.names;
    expect(readFrom(fast, body)).toEqual({ value: { ...whole, names: ['first', ...others] }, remaining: 0 });
  });
});

describe('generateModule', () => {
  const Everything = defineMessage(7, 'Everything', FIELDS) as MessageType<unknown>;

  it('refuses more elements than the count can say, as the schema does', () => {
    const Long = defineMessage(1, 'Long', { list: t.list(t.bool) });
    const value = { list: new Array<boolean>(32_768).fill(true) };
    expect(written(generated(Long), value)).toBe(written(Long, value));
  });

  it('reads from the middle of a buffer and leaves the reader behind the body', () => {
    const Pair = generated(defineMessage(1, 'Pair', { a: t.int, b: t.float }));
    const bytes = Uint8Array.from(Buffer.from('ffff' + '01000000' + '0000003f' + 'ee', 'hex'));
    const reader = new ByteReader(bytes, 2, 11);
    expect(Pair.read(reader)).toEqual({ a: 1, b: 0.5 });
    expect(reader.remaining).toBe(1);
  });

  it('keeps id, name and fields, and passes every other export on', () => {
    const { Msg, ...others } = evaluate({ Msg: Everything, Item, constant: 5 });
    expect(Msg).toMatchObject({ id: 7, name: 'Everything', fields: FIELDS });
    expect(others).toEqual({});
    expect(generateModule({ Everything }, { from: './a.js', language: 'js' })).toContain('export * from "./a.js";');
  });

  it('passes a default export on, which `export *` leaves out, be it a message or not', () => {
    const options = { from: './a.js', language: 'ts' } as const;
    const asMessage = generateModule({ default: Everything, Other: Everything }, options);
    expect(asMessage).toMatch(/^const default_: typeof schema\.default = \{$/m);
    expect(asMessage).toMatch(/^export default default_;$/m);
    expect(asMessage).not.toMatch(/(const|type) default\b/);
    expect(generateModule({ default: 5, Everything }, options)).toMatch(/^export default schema\.default;$/m);
  });

  it('refuses a module without a message', () => {
    const options = { from: './a.js', language: 'ts' } as const;
    const byHand = { id: 1, name: 'ByHand', write() {}, read() {} };
    expect(() => generateModule({ Item, byHand, nothing: null }, options)).toThrow(
      '[BAD_MESSAGE_TYPE] ./a.js exports no message that defineMessage made',
    );
  });
});
