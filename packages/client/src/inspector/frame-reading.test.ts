import { describe, expect, it } from 'vitest';
import { t } from '../protocol/field-types.ts';
import { defineFrameLayout, FRAME_LAYOUTS } from '../protocol/frame-layout.ts';
import { decodeBody, defineMessage, type MessageType } from '../protocol/message-type.ts';
import type { LoggedFrame } from './frame-log.ts';
import { FrameReader } from './frame-reading.ts';

const PlayerMsg = defineMessage(1001, 'PlayerMsg', { id: t.short });

const createReader = (
  type: MessageType<unknown>,
  layout = FRAME_LAYOUTS.unity,
): { reader: FrameReader; decoded: number[] } => {
  const decoded: number[] = [];
  const reader = new FrameReader({
    clock: { now: () => 0, after: () => () => {} },
    layout,
    systemIds: { heart: 999, quit: 1003 },
    typeOf: (id) => (id === type.id ? type : undefined),
    decode: (each, body) => {
      decoded.push(each.id);
      return decodeBody(each, body);
    },
  });
  return { reader, decoded };
};

const frame = (id: number, body: Uint8Array, length = body.length): LoggedFrame => {
  return { seq: 0, at: 1500.25, connection: 2, direction: 'in', id, length, body };
};

describe('FrameReader', () => {
  it('reads a frame once, however often it is looked at', () => {
    const { reader, decoded } = createReader(PlayerMsg);
    const player = frame(1001, new Uint8Array([7, 0]));
    expect(reader.read(player)).toMatchObject({ name: 'PlayerMsg', summary: 'id 7', isBroken: false });
    reader.read(player);
    expect(decoded).toEqual([1001]);
  });

  it('shows the bytes of what has no type, and names what the SDK says itself', () => {
    const { reader } = createReader(PlayerMsg);
    expect(reader.read(frame(5, new Uint8Array([1, 0xff])))).toMatchObject({
      name: '',
      summary: '01 ff',
      isBroken: false,
    });
    expect(reader.read(frame(5, new Uint8Array(50))).summary).toMatch(/^(00 ){39}00 …$/);
    expect([reader.nameOf(999), reader.nameOf(1003)]).toEqual(['HeartMsg', 'QuitMsg']);
  });

  it('names no system message where frames carry no id', () => {
    const { reader } = createReader(PlayerMsg, defineFrameLayout({ order: 'length-only' }));
    expect(reader.nameOf(999)).toBe('');
  });

  it('says why a body cannot be read, and why one that was cut is not', () => {
    const { reader } = createReader(PlayerMsg);
    const short = reader.read(frame(1001, new Uint8Array([7])));
    expect(short.isBroken).toBe(true);
    expect(short.summary).toMatch(/BODY_TOO_SHORT/);
    expect(reader.recordOf(frame(1001, new Uint8Array(2), 90), 0)).toMatchObject({
      error: '90 bytes, of which 2 were kept',
      bytes: 90,
      hex: '0000',
    });
  });

  it('gives all that is known of a frame, in the words of JSON', () => {
    const { reader } = createReader(PlayerMsg);
    expect(reader.recordOf(frame(1001, new Uint8Array([7, 0])), 500)).toEqual({
      atMs: 1000.25,
      connection: 2,
      direction: 'in',
      id: 1001,
      name: 'PlayerMsg',
      bytes: 2,
      fields: { id: 7 },
      hex: '0700',
    });
  });

  it('stays whole when a type reads into something that cannot be printed', () => {
    const trap = {
      get poison(): never {
        throw new Error('no');
      },
    };
    const { reader } = createReader({ id: 1, name: 'TrapMsg', write: () => {}, read: () => trap });
    expect(reader.read(frame(1, new Uint8Array(0))).summary).toBe('a value that cannot be printed');
    expect(reader.recordOf(frame(1, new Uint8Array(0)), 0).error).toBe('a value that cannot be printed');
  });
});
