// Bodies that are not what their type says. Each ends its connection with an error that names message and field.

import {
  defineMessage,
  defineStruct,
  type FieldType,
  type MessageType,
  type NetMgrError,
  type NetMgrOptions,
  t,
} from '@netmgr/client';
import type { ByteReader } from '@netmgr/client/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../support/hex.ts';
import { seedParameters } from '../../support/seed.ts';
import { connectScripted, type ScriptedRig } from './scripted-rig.ts';

interface Tree {
  readonly children: readonly Tree[];
}

const Item = defineStruct('Item', { name: t.string, count: t.int });
const TreeType: FieldType<Tree> = defineStruct('Tree', { children: t.list(t.lazy(() => TreeType)) }) as FieldType<Tree>;

const TextMsg = defineMessage(2001, 'TextMsg', { text: t.string });
const ItemsMsg = defineMessage(2002, 'ItemsMsg', { items: t.list(Item, { count: 'int' }) });
const TreeMsg = defineMessage(2003, 'TreeMsg', { root: TreeType });
const MapMsg = defineMessage(2004, 'MapMsg', { scores: t.map(t.string, t.int) });
const KindMsg = defineMessage(2005, 'KindMsg', { kind: t.enum({ A: 1 }), at: t.longAsNumber });
const BlobMsg = defineMessage(2006, 'BlobMsg', { blob: t.bytes });
type AnyType = MessageType<unknown>;
const PLAIN: readonly AnyType[] = [TextMsg, ItemsMsg, TreeMsg, MapMsg, KindMsg, BlobMsg];

const int = (value: number): string => toHex(new Uint8Array(Int32Array.of(value).buffer));
const frame = (id: number, body: string): string => int(id) + int(body.replaceAll(' ', '').length / 2) + body;

/** Gives a body of a type to a NetMgr that handles it. */
const receive = async (type: AnyType, body: string, options: Partial<NetMgrOptions> = {}) => {
  const rig = await connectScripted(options);
  const messages: unknown[] = [];
  rig.net.onMessage(type, (message) => messages.push(message));
  rig.link.receive(frame(type.id, body));
  return { ...rig, messages };
};
const errorOf = ({ all }: ScriptedRig): Partial<NetMgrError> => all('error')[0]?.[0] ?? {};

describe('a broken body', () => {
  it.each([
    ['a lone continuation byte', TextMsg, `${int(1)}80`, 'BAD_UTF8', 'TextMsg.text'],
    ['an overlong slash', TextMsg, `${int(2)}c0af`, 'BAD_UTF8', 'TextMsg.text'],
    ['a lone surrogate', TextMsg, `${int(3)}eda080`, 'BAD_UTF8', 'TextMsg.text'],
    ['a character beyond U+10FFFF', TextMsg, `${int(4)}f4908080`, 'BAD_UTF8', 'TextMsg.text'],
    ['a character cut in half, in a long text', TextMsg, `${int(41)}${'61'.repeat(40)}e2`, 'BAD_UTF8', 'TextMsg.text'],
    ['a text of −1 bytes', TextMsg, int(-1), 'BAD_COUNT', 'TextMsg.text'],
    ['a text longer than its body', TextMsg, `${int(5)}61`, 'BODY_TOO_SHORT', 'TextMsg.text'],
    ['a text of INT_MAX bytes', TextMsg, int(0x7fff_ffff), 'BODY_TOO_SHORT', 'TextMsg.text'],
    ['no bytes at all', TextMsg, '', 'BODY_TOO_SHORT', 'TextMsg.text'],
    ['bytes left over', TextMsg, `${int(1)}6100`, 'TRAILING_BYTES', 'TextMsg'],
    ['a list of −1', ItemsMsg, int(-1), 'BAD_COUNT', 'ItemsMsg.items'],
    ['a list of INT_MAX', ItemsMsg, int(0x7fff_ffff), 'BAD_COUNT', 'ItemsMsg.items'],
    ['a list of more than its bytes can hold', ItemsMsg, `${int(3)}${'00'.repeat(23)}`, 'BAD_COUNT', 'ItemsMsg.items'],
    [
      'an element that breaks',
      ItemsMsg,
      `${int(2)}${'00'.repeat(8)}${int(-1)}${int(0)}`,
      'BAD_COUNT',
      'ItemsMsg.items[1].name',
    ],
    ['a map of −1', MapMsg, 'ffff', 'BAD_COUNT', 'MapMsg.scores'],
    ['a member that is none', KindMsg, `${int(2)}${'00'.repeat(8)}`, 'BAD_ENUM', 'KindMsg.kind'],
    ['an integer that is not safe', KindMsg, `${int(1)}0000000000002000`, 'UNSAFE_INTEGER', 'KindMsg.at'],
    ['more bytes than came', BlobMsg, `${int(0x7fff_ffff)}00`, 'BODY_TOO_SHORT', 'BlobMsg.blob'],
    ['a tree 101 deep', TreeMsg, `${'0100'.repeat(101)}0000`, 'NESTING_TOO_DEEP', undefined],
    ['a tree 100,000 deep', TreeMsg, '0100'.repeat(100_000), 'NESTING_TOO_DEEP', undefined],
  ] as [string, AnyType, string, string, string | undefined][])(
    '(%s) ends its connection, names what is wrong, and is not dialled again',
    async (_, type, body, code, path) => {
      for (const dispatch of ['immediate', 'manual'] as const) {
        const rig = await receive(type, body, { dispatch, reconnect: {} });
        rig.net.update();
        const error = errorOf(rig);
        expect([rig.net.state, error.code, rig.messages]).toEqual(['closed', code, []]);
        if (path !== undefined) expect(error.path).toBe(path);
        expect(error.path).toMatch(new RegExp(`^${type.name}`));
      }
    },
  );

  it('that nobody waits for is not read, and harms nobody', async () => {
    const rig = await connectScripted({ messages: PLAIN });
    rig.link.receive(frame(TextMsg.id, 'ff'));
    expect([rig.net.state, rig.net.stats.unhandled]).toEqual(['connected', 1]);
  });

  it('that a request waits for rejects the request with what was wrong', async () => {
    const rig = await connectScripted();
    const reply = rig.net.request(TextMsg, { text: 'a' }, BlobMsg);
    rig.link.receive(frame(BlobMsg.id, int(7)));
    await expect(reply).rejects.toMatchObject({ code: 'BODY_TOO_SHORT', path: 'BlobMsg.blob' });
  });
});

describe('a body that is odd, and right', () => {
  it('may nest 100 deep', async () => {
    const rig = await receive(TreeMsg, `${'0100'.repeat(99)}0000`);
    expect([rig.net.state, rig.messages.length]).toEqual(['connected', 1]);
  });

  it('may leave bytes over where they are to be ignored', async () => {
    const rig = await receive(TextMsg, `${int(1)}6100ff`, { trailing: 'ignore' });
    expect([rig.net.state, rig.messages]).toEqual(['connected', [{ text: 'a' }]]);
  });

  it('may use names that every object has, as keys and as texts, and changes no prototype', async () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString'];
    const pairs = names.map((name) => `${int(name.length)}${toHex(Buffer.from(name))}${int(1)}`).join('');
    const rig = await receive(MapMsg, `0400${pairs}`);
    const [{ scores }] = rig.messages as [{ scores: Map<string, number> }];
    expect([...scores.keys()]).toEqual(names);
    expect(Object.getPrototypeOf(scores)).toBe(Map.prototype);
    expect(({} as Record<string, unknown>).scores).toBeUndefined();
  });
});

describe('a hand-written read', () => {
  const byHand = (read: (reader: ByteReader) => unknown): AnyType => ({
    id: 2100,
    name: 'HandMsg',
    write() {},
    read,
  });

  it('that throws anything, reads too much or too little, ends its connection', async () => {
    const reads: ((reader: ByteReader) => unknown)[] = [
      () => {
        throw new Error('planned');
      },
      () => {
        throw undefined;
      },
      () => {
        throw Object.create(null);
      },
      (reader) => reader.raw(1000),
      (reader) => reader.raw(-1),
      (reader) => reader.raw(Number.NaN),
      () => 'nothing read',
      (reader) => {
        for (;;) reader.byte();
      },
    ];
    for (const read of reads) {
      const rig = await receive(byHand(read), '01020304');
      expect([rig.net.state, rig.messages, rig.all('error').length]).toEqual(['closed', [], 1]);
    }
  });

  it('may call back, and the connection ends in good order', async () => {
    const rig = await connectScripted();
    const heard: unknown[] = [];
    const type = byHand((reader) => {
      void rig.net.close();
      rig.net.update();
      return reader.int();
    });
    rig.net.onMessage(type, (message) => heard.push(message));
    rig.link.receive(frame(type.id, int(5)) + frame(type.id, int(6)));
    rig.link.end({ how: 'fin' });
    await rig.net.close();
    expect([rig.net.state, rig.net.armedTimers, heard]).toEqual(['closed', 0, [5]]);
  });

  it('that closes and then cannot be read is told as an error, and the close goes on as asked for', async () => {
    const rig = await connectScripted();
    const type = byHand((reader) => {
      void rig.net.close();
      return reader.raw(1000);
    });
    rig.net.onMessage(type, () => expect.unreachable());
    rig.link.receive(frame(type.id, int(5)) + frame(type.id, int(6)));
    rig.link.end({ how: 'fin' });
    await rig.net.close();
    expect(rig.all('error').map(([error]) => error.code)).toEqual(['BODY_TOO_SHORT']);
    expect(rig.all('closed')).toEqual([[{ kind: 'local' }]]);
  });
});

it('survives any bytes at all, in any pieces: the connection stands or ends', async () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .tuple(fc.constantFrom(2001, 2002, 2003, 2004, 2005, 2006, 999, 1003, 5), fc.uint8Array({ maxLength: 30 }))
      .map(([id, body]) => Uint8Array.from(Buffer.from(frame(id, toHex(body)), 'hex'))),
  );
  const dispatch = fc.constantFrom('immediate' as const, 'manual' as const);
  const property = fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), dispatch, async (chunks, mode) => {
    const rig = await connectScripted({ messages: PLAIN, dispatch: mode, reconnect: {} });
    for (const type of PLAIN) rig.net.onMessage(type, () => {});
    for (const piece of chunks) {
      rig.link.receive(toHex(piece));
      if (piece.length % 3 === 0) rig.net.update({ maxMessages: 2 });
    }
    rig.net.update();
    await rig.clock.advance(3000);
    const closed = rig.net.close();
    await rig.clock.advance(3000);
    await closed;
    expect([rig.net.state, rig.net.armedTimers, rig.net.stats.waiting]).toEqual(['closed', 0, 0]);
    // One that ended the connection, and one of a body that still waited for update().
    expect(rig.all('error').length).toBeLessThanOrEqual(mode === 'manual' ? 2 : 1);
    expect(rig.all('connected')).toHaveLength(1);
  });
  await fc.assert(property, { numRuns: 300, ...seedParameters() });
});
