import {
  createFrameDecoder,
  createFrameEncoder,
  createHeartMsg,
  createQuitMsg,
  decodeBody,
  defineFrameLayout,
  type FieldType,
  type FrameLayoutOptions,
  type MessageType,
} from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../support/hex.ts';
import { type HeaderLayout, referenceBody, referenceFrames, UNITY } from './reference-decoder.ts';
import { BODY_VECTORS, LAYOUT_VECTORS, NO_ID_VECTORS } from './vectors.ts';

const messageOf = <T>(type: FieldType<T>): MessageType<T> => ({
  id: 3,
  name: 'Vector',
  write: (writer, value) => type.write(writer, value),
  read: (reader) => type.read(reader),
});

const headerOf = (body: Uint8Array): string => `03000000${body.length.toString(16).padStart(2, '0')}000000`;

/** Every way of cutting a stream that is tried: whole, byte by byte, and once at each point. */
const cuttings = (length: number): number[][] => {
  const points = Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1);
  return [[], points, ...points.map((point) => [point])];
};

const decodeCut = <T>(
  stream: Uint8Array,
  cuts: readonly number[],
  read: (id: number, bytes: Uint8Array, start: number, end: number) => T,
  options?: FrameLayoutOptions,
): T[] => {
  const values: T[] = [];
  const decoder = createFrameDecoder({
    layout: defineFrameLayout(options),
    onFrame: (...frame) => values.push(read(...frame)),
  });
  let from = 0;
  for (const to of [...cuts, stream.length]) {
    decoder.push(stream.slice(from, to));
    from = to;
  }
  expect(decoder.pendingBytes).toBe(0);
  return values;
};

describe.each(BODY_VECTORS)('$name', ({ type, reference, value, hex }) => {
  const body = fromHex(hex);
  const frame = fromHex(headerOf(body) + toHex(body));
  const message = messageOf(type);

  it('is encoded to the bytes worked out by hand', () => {
    expect(toHex(createFrameEncoder().encode(message, value))).toBe(toHex(frame));
  });

  it('means the same to the reference decoder, which gives back what encodes to the same bytes', () => {
    const { frames, violation, waiting } = referenceFrames([...frame]);
    expect([frames.length, frames[0]?.id, violation, waiting]).toEqual([1, 3, undefined, 0]);
    const read = referenceBody(reference, frames[0]!.body);
    expect(read).toStrictEqual(value);
    expect(toHex(createFrameEncoder().encode(message, read))).toBe(toHex(frame));
  });

  it('is decoded whole, byte by byte and cut at every point', () => {
    for (const cuts of cuttings(frame.length)) {
      const read = decodeCut(frame, cuts, (_id, bytes, start, end) => decodeBody(message, bytes, start, end));
      expect(read).toEqual([value]);
    }
  });

  it('is refused when anything is missing or left over, as the reference decoder refuses it', () => {
    for (let length = 0; length < body.length; length++) {
      expect(() => referenceBody(reference, [...body.subarray(0, length)])).toThrow(/^(BODY_TOO_SHORT|BAD_COUNT)$/);
      expect(() => decodeBody(message, body, 0, length)).toThrow(/^\[(BODY_TOO_SHORT|BAD_COUNT)\] Vector/);
    }
    const longer = fromHex(`${toHex(body)}00`);
    expect(() => referenceBody(reference, [...longer])).toThrow('TRAILING_BYTES');
    expect(() => decodeBody(message, longer)).toThrow('[TRAILING_BYTES] Vector');
    expect(decodeBody(message, longer, 0, longer.length, { trailing: 'ignore' })).toEqual(value);
    expect(referenceBody(reference, [...longer], 'ignore')).toEqual(value);
  });
});

describe.each([
  ...LAYOUT_VECTORS.map((vector) => ({ ...vector, id: 3 })),
  ...NO_ID_VECTORS.map((vector) => ({ ...vector, id: 0 })),
])('the layout of $layout', ({ layout, hex, id }) => {
  const frame = fromHex(hex);
  const stream = new Uint8Array([...frame, ...frame]);

  it('is encoded to the bytes worked out by hand', () => {
    const encoder = createFrameEncoder({ layout: defineFrameLayout(layout) });
    expect(toHex(encoder.encodeRaw(id, Uint8Array.of(0xaa, 0xbb)))).toBe(toHex(frame));
  });

  it('means the same to the reference decoder', () => {
    const { frames, violation, waiting } = referenceFrames([...stream], { ...UNITY, ...layout } as HeaderLayout);
    expect([frames, violation, waiting]).toEqual([Array(2).fill({ id, body: [0xaa, 0xbb] }), undefined, 0]);
  });

  it('is decoded whole, byte by byte and cut at every point', () => {
    for (const cuts of cuttings(stream.length)) {
      const read = decodeCut(
        stream,
        cuts,
        (each, bytes, start, end) => [each, toHex(bytes.subarray(start, end))],
        layout,
      );
      expect(read).toEqual(Array(2).fill([id, 'aabb']));
    }
  });
});

describe('system messages', () => {
  it.each([
    ['HeartMsg', createHeartMsg(), 'e7 03 00 00  00 00 00 00'],
    ['QuitMsg', createQuitMsg(), 'eb 03 00 00  00 00 00 00'],
    ['a HeartMsg of another id', createHeartMsg(-2), 'fe ff ff ff  00 00 00 00'],
  ])('%s is an empty frame', (_name, type, hex) => {
    const frame = fromHex(hex);
    expect(toHex(createFrameEncoder().encode(type, undefined))).toBe(toHex(frame));
    expect(referenceFrames([...frame]).frames).toEqual([{ id: type.id, body: [] }]);
    for (const cuts of cuttings(frame.length)) {
      const ids = decodeCut(frame, cuts, (id, bytes, start, end) => [id, decodeBody(type, bytes, start, end)]);
      expect(ids).toEqual([[type.id, undefined]]);
    }
  });
});
