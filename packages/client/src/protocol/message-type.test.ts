import { describe, expect, expectTypeOf, it } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { defineStruct, type MessageOf, t } from './field-types.ts';
import { decodeBody, defineMessage, type MessageType } from './message-type.ts';

const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });
const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const bodyOf = <T>(type: MessageType<T>, value: T): Uint8Array => {
  const writer = new ByteWriter();
  type.write(writer, value);
  return writer.take();
};

const ann = { playerID: 7, playerData: { name: 'Ann', atk: 3, lev: 1 } };
const annBody = bodyOf(PlayerMsg, ann);

const errorOf = (action: () => unknown): unknown => {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('defineMessage', () => {
  it('knows its id and name', () => {
    expect([PlayerMsg.id, PlayerMsg.name]).toEqual([1001, 'PlayerMsg']);
  });

  it('infers the type of its values', () => {
    expectTypeOf<MessageOf<typeof PlayerMsg>>().toEqualTypeOf<{
      playerID: number;
      playerData: { name: string; atk: number; lev: number };
    }>();
  });

  it('refuses ids and names that are none', () => {
    for (const id of [0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN, '1' as unknown as number]) {
      expect(() => defineMessage(id, 'Msg', {})).toThrow(`[BAD_MESSAGE_TYPE] Msg: id ${id} is not an int`);
    }
    expect(defineMessage(-(2 ** 31), 'Msg', {}).id).toBe(-2_147_483_648);
    for (const name of ['', undefined, 5]) {
      expect(() => defineMessage(1, name as string, {})).toThrow('[BAD_MESSAGE_TYPE]');
    }
  });
});

describe('decodeBody', () => {
  it('reads what write wrote', () => {
    expect(decodeBody(PlayerMsg, annBody)).toEqual(ann);
  });

  it('reads a part of larger bytes', () => {
    const surrounded = Buffer.concat([Buffer.from('eeee', 'hex'), annBody, Buffer.from('eeee', 'hex')]);
    expect(decodeBody(PlayerMsg, surrounded, 2, surrounded.length - 2)).toEqual(ann);
  });

  it('names message and field when a body is cut, at any point', () => {
    const fields = ['playerID', 'playerData.name', 'playerData.atk', 'playerData.lev'];
    const seen = new Set<string | undefined>();
    for (let end = 0; end < annBody.length; end++) {
      const error = errorOf(() => decodeBody(PlayerMsg, annBody, 0, end)) as { code: string; path?: string };
      expect(error.code).toBe('BODY_TOO_SHORT');
      seen.add(error.path);
    }
    expect([...seen]).toEqual(fields.map((field) => `PlayerMsg.${field}`));
  });

  it('says what was declared and what remains', () => {
    expect(() => decodeBody(PlayerMsg, bytesOf('070000000c000000416e6e'))).toThrow(
      '[BODY_TOO_SHORT] PlayerMsg.playerData.name: 12 bytes declared, 3 remain',
    );
  });

  it('refuses bytes that are left over, unless they are to be ignored', () => {
    const longer = Buffer.concat([annBody, Buffer.alloc(2)]);
    expect(() => decodeBody(PlayerMsg, longer)).toThrow('[TRAILING_BYTES] PlayerMsg: 2 bytes after the last field');
    expect(() => decodeBody(PlayerMsg, longer, 0, longer.length, { trailing: 'error' })).toThrow('[TRAILING_BYTES]');
    expect(decodeBody(PlayerMsg, longer, 0, longer.length, { trailing: 'ignore' })).toEqual(ann);
  });

  it('uses a reader again, whatever became of its last body', () => {
    const reader = new ByteReader();
    for (let i = 0; i < 3; i++) {
      expect(() => decodeBody(PlayerMsg, annBody, 0, 9, { reader })).toThrow('[BODY_TOO_SHORT]');
      expect(decodeBody(PlayerMsg, annBody, 0, annBody.length, { reader })).toEqual(ann);
    }
  });
});

describe('a message type written by hand', () => {
  const HandMsg: MessageType<{ playerID: number; tags: string[] }> = {
    id: 2001,
    name: 'HandMsg',
    write(writer, value) {
      writer.int(value.playerID);
      writer.count('short', value.tags.length);
      for (const tag of value.tags) writer.string(tag);
    },
    read(reader) {
      const playerID = reader.int();
      return { playerID, tags: Array.from({ length: reader.count('short', 4) }, () => reader.string()) };
    },
  };
  const value = { playerID: 7, tags: ['a', 'bc'] };

  it('works through the same interface', () => {
    const body = bodyOf(HandMsg, value);
    expect(Buffer.from(body).toString('hex')).toBe('0700000002000100000061020000006263');
    expect(decodeBody(HandMsg, body)).toEqual(value);
  });

  it('gives errors that name the message', () => {
    expect(() => decodeBody(HandMsg, bytesOf('07000000ff7f'))).toThrow(
      '[BAD_COUNT] HandMsg: 32767 elements of 4 bytes or more declared, 0 bytes remain',
    );
  });

  it('fails as BAD_BODY when its read throws, whatever it throws', () => {
    for (const thrown of [new TypeError('of the game'), 'text', undefined, Object.create(null), Symbol('s')]) {
      const Broken: MessageType<number> = {
        id: 1,
        name: 'Broken',
        write: () => {},
        read: () => {
          throw thrown;
        },
      };
      const error = errorOf(() => decodeBody(Broken, new Uint8Array(0)));
      expect(error).toMatchObject({ name: 'ProtocolError', code: 'BAD_BODY', path: 'Broken' });
      expect((error as Error).cause).toBe(thrown);
    }
  });

  it('names the field of a struct that it reads', () => {
    const Wrapper: MessageType<MessageOf<typeof PlayerData>> = {
      id: 3,
      name: 'Wrapper',
      write: (writer, data) => PlayerData.write(writer, data),
      read: (reader) => PlayerData.read(reader),
    };
    expect(() => decodeBody(Wrapper, bytesOf('000000000300'))).toThrow(
      '[BODY_TOO_SHORT] Wrapper.atk: 4 bytes needed, 2 remain',
    );
  });
});
