import { describe, expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { defineStruct, t } from './field-types.ts';
import { createFrameEncoder } from './frame-encoder.ts';
import { defineFrameLayout } from './frame-layout.ts';
import { defineMessage, type MessageType } from './message-type.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });
const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });
const ann = { playerID: 7, playerData: { name: 'Ann', atk: 3, lev: 1 } };
const annFrame = 'e9030000130000000700000003000000416e6e0300000001000000';

describe('createFrameEncoder', () => {
  it('writes id, body length and body', () => {
    expect(hex(createFrameEncoder().encode(PlayerMsg, ann))).toBe(annFrame);
  });

  it('appends frames to what a writer holds', () => {
    const writer = new ByteWriter();
    const encoder = createFrameEncoder();
    writer.byte(0xaa);
    encoder.write(writer, PlayerMsg, ann);
    encoder.writeRaw(writer, -5, Uint8Array.of(1, 2));
    expect(hex(writer.take())).toBe(`aa${annFrame}fbffffff020000000102`);
  });

  it('gives arrays of their own', () => {
    const encoder = createFrameEncoder();
    const frames = [encoder.encodeRaw(1, Uint8Array.of(9)), encoder.encode(PlayerMsg, ann)];
    expect(frames.map((frame) => frame.buffer.byteLength)).toEqual([9, 27]);
  });

  it.each([
    [{ order: 'length-first' }, '13000000e9030000'],
    [{ order: 'length-first', byteOrder: 'big', lengthCounts: 'id+body' }, '00000017000003e9'],
    [{ id: 'u16', length: 'u16', byteOrder: 'big', lengthCounts: 'frame' }, '03e90017'],
    [{ id: 'u24', length: 'u8' }, 'e9030013'],
    [{ id: 'u16', length: 'u24', order: 'length-first' }, '130000e903'],
  ] as const)('writes the header of %o', (options, header) => {
    const encoder = createFrameEncoder({ layout: defineFrameLayout(options) });
    expect(hex(encoder.encode(PlayerMsg, ann))).toBe(header + annFrame.slice(16));
  });

  it('writes no id where the layout has none', () => {
    const encoder = createFrameEncoder({ layout: defineFrameLayout({ order: 'length-only', length: 'u16' }) });
    expect(hex(encoder.encodeRaw(0, Uint8Array.of(1, 2, 3)))).toBe('0300010203');
    expect(() => encoder.encodeRaw(1, Uint8Array.of(1))).toThrow(
      '[BAD_VALUE] frame 1: id 1 does not fit 0 bytes of header',
    );
  });

  it('refuses ids that the header cannot hold', () => {
    const encodersOf = (id: 'u8' | 'u16' | 'u24' | 'i32') => createFrameEncoder({ layout: defineFrameLayout({ id }) });
    const none = new Uint8Array(0);
    expect(hex(encodersOf('u8').encodeRaw(255, none))).toBe('ff00000000');
    expect(hex(encodersOf('i32').encodeRaw(-2_147_483_648, none))).toBe('0000008000000000');
    for (const [width, ids] of [
      ['u8', [256, -1]],
      ['u16', [65_536, -1]],
      ['u24', [16_777_216]],
      ['i32', [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN]],
    ] as const) {
      for (const id of ids)
        expect(() => encodersOf(width).encodeRaw(id, none)).toThrow(`[BAD_VALUE] frame ${id}: id ${id} does not fit`);
    }
  });

  it('allows a body of exactly maxBodyBytes and not one byte more', () => {
    const encoder = createFrameEncoder({ maxBodyBytes: 4 });
    expect(hex(encoder.encodeRaw(1, new Uint8Array(4)))).toBe('010000000400000000000000');
    expect(() => encoder.encodeRaw(1, new Uint8Array(5))).toThrow(
      '[MESSAGE_TOO_LARGE] frame 1: a body of 5 bytes, 4 are allowed',
    );
  });

  it('allows no body that the length field cannot declare', () => {
    const encoder = createFrameEncoder({
      layout: defineFrameLayout({ id: 'u8', length: 'u8', lengthCounts: 'frame' }),
    });
    expect(encoder.encodeRaw(1, new Uint8Array(253))[1]).toBe(255);
    expect(() => encoder.encodeRaw(1, new Uint8Array(254))).toThrow('[MESSAGE_TOO_LARGE]');
  });

  it('leaves the writer as it was when a value does not fit, and names message and field', () => {
    const writer = new ByteWriter();
    const encoder = createFrameEncoder({ maxBodyBytes: 100 });
    encoder.write(writer, PlayerMsg, ann);
    const wrong = { ...ann, playerData: { name: 'A'.repeat(50), atk: 1, lev: 3_000_000_000 } };
    expect(() => encoder.write(writer, PlayerMsg, wrong)).toThrow(
      '[BAD_VALUE] PlayerMsg.playerData.lev: 3000000000 is not an int',
    );
    const large = { ...ann, playerData: { ...ann.playerData, name: 'A'.repeat(5000) } };
    expect(() => encoder.write(writer, PlayerMsg, large)).toThrow(
      '[MESSAGE_TOO_LARGE] PlayerMsg: a body of 5016 bytes',
    );
    expect(() => encoder.writeRaw(writer, 1, 'text' as unknown as Uint8Array)).toThrow(
      '[BAD_VALUE] frame 1: "text" is not a Uint8Array',
    );
    encoder.write(writer, PlayerMsg, ann);
    expect(hex(writer.take())).toBe(annFrame + annFrame);
  });

  it('tells what a hand-written write throws by the message, and leaves the writer as it was', () => {
    const thrown = new Error('of the game');
    const Broken: MessageType<undefined> = {
      id: 5,
      name: 'Broken',
      write: (writer) => {
        writer.int(1);
        throw thrown;
      },
      read: () => undefined,
    };
    const writer = new ByteWriter();
    writer.byte(1);
    const write = (): void => createFrameEncoder().write(writer, Broken, undefined);
    expect(write).toThrow('[BAD_VALUE] Broken: write() threw');
    expect(write).toThrow(expect.objectContaining({ cause: thrown }));
    expect(hex(writer.take())).toBe('01');
  });

  it('refuses a message inside a message, and writes neither', () => {
    const writer = new ByteWriter();
    const encoder = createFrameEncoder();
    const sneaky = {
      playerID: 7,
      get playerData() {
        encoder.write(writer, PlayerMsg, ann);
        return ann.playerData;
      },
    };
    expect(() => encoder.write(writer, PlayerMsg, sneaky)).toThrow('[REENTRANT_CALL]');
    encoder.write(writer, PlayerMsg, ann);
    expect(hex(writer.take())).toBe(annFrame);
  });

  it('encodes a message as the bytes of another one', () => {
    const encoder = createFrameEncoder();
    const Envelope: MessageType<typeof ann> = {
      id: 2,
      name: 'Envelope',
      write: (writer, value) => writer.bytes(encoder.encode(PlayerMsg, value)),
      read: () => ann,
    };
    expect(hex(encoder.encode(Envelope, ann))).toBe(`020000001f0000001b000000${annFrame}`);
  });

  it('refuses a raw frame without an id', () => {
    const encoder = createFrameEncoder();
    const none = undefined as unknown as number;
    expect(() => encoder.encodeRaw(none, Uint8Array.of(1))).toThrow('[BAD_VALUE]');
    expect(() => encoder.writeRaw(new ByteWriter(), none, Uint8Array.of(1))).toThrow('[BAD_VALUE]');
  });

  it('refuses a maxBodyBytes that is no byte count', () => {
    expect(() => createFrameEncoder({ maxBodyBytes: -1 })).toThrow('[BAD_OPTION] maxBodyBytes: -1 ');
  });
});
