import {
  ByteReader,
  ByteWriter,
  createFrameEncoder,
  decodeBody,
  defineMessage,
  defineStruct,
  type FieldType,
  type MessageType,
  ProtocolError,
  t,
  UsageError,
} from '@netmgr/client/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../support/hex.ts';
import { countMemory } from './counted-memory.ts';

interface Tree {
  value: number;
  children: Tree[];
  next?: Tree | undefined;
}
const Tree: FieldType<Tree> = defineStruct('Tree', {
  value: t.byte,
  children: t.list(t.lazy(() => Tree)),
  next: t.optional(t.lazy(() => Tree)),
});
const TreeMsg: MessageType<Tree> = {
  id: 1,
  name: 'TreeMsg',
  write: (w, v) => Tree.write(w, v),
  read: (r) => Tree.read(r),
};

const Everything = defineMessage(2, 'Everything', {
  name: t.string,
  data: t.bytes,
  numbers: t.list(t.int, { count: 'int' }),
  flags: t.array(t.bool),
  scores: t.map(t.string, t.long),
  exact: t.longAsNumber,
  kind: t.enum({ A: 0, B: 1 }),
  maybe: t.optional(t.string),
  tree: Tree,
});

const codeOf = (action: () => unknown): string => {
  try {
    action();
    return 'fine';
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof UsageError) return error.code;
    throw error;
  }
};

describe('nesting', () => {
  it.each([
    ['children in children', '000100'],
    ['values behind each other', '00000001'],
  ])('of 100,000 %s is refused, not followed', (_what, level) => {
    const body = new Uint8Array(Buffer.from(level.repeat(100_000), 'hex'));
    expect(() => decodeBody(TreeMsg, body)).toThrow(/^\[NESTING_TOO_DEEP\] TreeMsg\..*: nests deeper than 100$/);
  });

  it('of 100,000 in a read written by hand ends as BAD_BODY, not as the end of the process', () => {
    const readNode = (reader: ByteReader): unknown => (reader.bool() ? { next: readNode(reader) } : undefined);
    const HandMsg: MessageType<unknown> = { id: 3, name: 'HandMsg', write: () => {}, read: readNode };
    expect(() => decodeBody(HandMsg, new Uint8Array(100_000).fill(1))).toThrow(
      expect.objectContaining({ code: 'BAD_BODY', path: 'HandMsg', cause: expect.any(RangeError) }),
    );
  });

  it('of 100,000 is refused on writing, and nothing is written', () => {
    let tree: Tree = { value: 0, children: [] };
    for (let i = 0; i < 100_000; i++) tree = { value: 0, children: [], next: tree };
    const writer = new ByteWriter();
    expect(() => createFrameEncoder().write(writer, TreeMsg, tree)).toThrow(
      /^\[BAD_VALUE\] TreeMsg\.next\.next.*: nests deeper than 100$/,
    );
    expect(writer.position).toBe(0);
  });

  it('leaves a reader and a writer usable', () => {
    const reader = new ByteReader();
    const writer = new ByteWriter();
    const deep = fromHex('000100'.repeat(200));
    const tree: Tree = { value: 5, children: [{ value: 6, children: [], next: undefined }], next: undefined };
    const loop: Tree = { value: 1, children: [] };
    loop.next = loop;
    for (let i = 0; i < 3; i++) {
      expect(codeOf(() => decodeBody(TreeMsg, deep, 0, deep.length, { reader }))).toBe('NESTING_TOO_DEEP');
      expect(codeOf(() => createFrameEncoder().write(writer, TreeMsg, loop))).toBe('BAD_VALUE');
      createFrameEncoder().write(writer, TreeMsg, tree);
      const frame = writer.take();
      expect(decodeBody(TreeMsg, frame, 8, frame.length, { reader })).toEqual(tree);
    }
  });
});

describe('declared sizes', () => {
  const sizes = ['ffffffff', 'f8ffffff', '00000080', 'ffffff7f', '00001000'];

  it.each(sizes)('of %s take no memory in a string, bytes or list', (size) => {
    const Sized = [
      t.string,
      t.bytes,
      t.list(t.byte, { count: 'int' }),
      t.list(t.list(t.byte), { count: 'int' }),
      t.map(t.int, t.int, { count: 'int' }),
    ];
    for (const type of Sized) {
      const message = defineMessage(1, 'Sized', { field: type as FieldType<unknown> });
      const body = fromHex(size + '00'.repeat(40));
      const { allocated } = countMemory(() => {
        expect(codeOf(() => decodeBody(message, body))).toMatch(/^(BODY_TOO_SHORT|BAD_COUNT)$/);
      });
      expect(allocated).toBe(0);
    }
  });

  it('cannot make a small body into many elements', () => {
    const message = defineMessage(1, 'Nested', { lists: t.list(t.list(t.list(t.byte))) });
    const body = new Uint8Array(Buffer.alloc(65_536, 0xff));
    new DataView(body.buffer).setInt16(0, 32_767, true);
    expect(codeOf(() => decodeBody(message, body))).toBe('BAD_COUNT');
  });
});

describe('names of Object.prototype', () => {
  it('come through maps as keys and pollute nothing', () => {
    const message = defineMessage(1, 'Names', { scores: t.map(t.string, t.string) });
    const scores = new Map(
      ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'].map((name) => [name, 'polluted']),
    );
    const frame = createFrameEncoder().encode(message, { scores });
    const read = decodeBody(message, frame, 8);
    expect(read).toEqual({ scores });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(JSON.stringify([{}, [].constructor === Array, (Object.prototype as Record<string, unknown>).polluted])).toBe(
      '[{},true,null]',
    );
  });
});

describe('hostile strings', () => {
  it.each(['80', 'c080', 'eda080', 'f4908080', 'ff', 'e282', '41c2'])(
    'of the bytes %s are refused by name, short and long',
    (bytes) => {
      const message = defineMessage(1, 'TextMsg', { text: t.string });
      for (const letters of [0, 1, 17, 18, 19, 23, 24, 25, 500]) {
        const body = Buffer.concat([Buffer.alloc(4), Buffer.alloc(letters, 0x61), Buffer.from(bytes, 'hex')]);
        body.writeInt32LE(body.length - 4);
        expect(() => decodeBody(message, body)).toThrow(
          `[BAD_UTF8] TextMsg.text: a string of ${body.length - 4} bytes is not UTF-8`,
        );
      }
    },
  );

  it('with lone surrogates are sent as U+FFFD, short and long', () => {
    const message = defineMessage(1, 'TextMsg', { text: t.string });
    for (const text of ['\ud800', 'a\udc00b', `${'x'.repeat(40)}\ud83d`, `\ude00${'é'.repeat(40)}`]) {
      const frame = createFrameEncoder().encode(message, { text });
      expect(decodeBody(message, frame, 8).text).toBe(Buffer.from(text).toString());
    }
  });
});

describe('any bytes at all', () => {
  const bodies = fc.array(fc.oneof(fc.constantFrom(0, 0, 0, 1, 2, 4), fc.nat(255)), { maxLength: 200 });

  it('give a value or a ProtocolError that names the message, and never take more memory than they have bytes', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const bytes = Uint8Array.from(body);
        const { allocated } = countMemory(() => {
          try {
            decodeBody(Everything, bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
            expect((error as ProtocolError).path).toMatch(/^Everything\b/);
          }
        });
        expect(allocated).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('mean the same wherever in a larger array they lie', () => {
    fc.assert(
      fc.property(bodies, fc.nat(20), (body, shift) => {
        const around = new Uint8Array(body.length + shift + 9).fill(1);
        around.set(body, shift);
        const outcome = (bytes: Uint8Array, start: number): string => {
          try {
            return JSON.stringify(decodeBody(TreeMsg, bytes, start, start + body.length));
          } catch (error) {
            return String(error);
          }
        };
        expect(outcome(around, shift)).toBe(outcome(Uint8Array.from(body), 0));
      }),
      { numRuns: 500 },
    );
  });
});
