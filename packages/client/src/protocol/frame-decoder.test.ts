import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameDecoder, type FrameDecoder } from './frame-decoder.ts';
import { createFrameEncoder } from './frame-encoder.ts';
import { defineFrameLayout, type FrameLayout, type FrameLayoutOptions } from './frame-layout.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** A body whose every byte depends on its place, so that no shift goes unseen. */
const bodyOf = (length: number, seed = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8) + seed) & 0xff);

interface Frame {
  readonly id: number;
  readonly body: Uint8Array;
}

const framesOf = (lengths: readonly number[]): Frame[] =>
  lengths.map((length, i) => ({ id: 1000 + i, body: bodyOf(length, i) }));

const streamOf = (frames: readonly Frame[], layout?: FrameLayout): Uint8Array => {
  const encoder = createFrameEncoder({ ...(layout && { layout }), maxBodyBytes: 2 ** 24 });
  return new Uint8Array(
    Buffer.concat(frames.map(({ id, body }) => encoder.encodeRaw(layout?.idBytes === 0 ? 0 : id, body))),
  );
};

/** Feeds a stream cut at the given places and lists what came out of it. */
const decode = (stream: Uint8Array, cuts: readonly number[], layout?: FrameLayout): string[] => {
  const seen: string[] = [];
  const decoder = createFrameDecoder({
    ...(layout && { layout }),
    maxBodyBytes: 2 ** 24,
    onFrame: (id, bytes, start, end) => seen.push(`${id}:${hex(bytes.subarray(start, end))}`),
  });
  let from = 0;
  for (const to of [...cuts, stream.length]) {
    // Scribbled over afterwards: a decoder that kept a reference to a chunk would read rubbish.
    const chunk = stream.slice(from, to);
    decoder.push(chunk);
    chunk.fill(0xee);
    from = to;
  }
  expect([decoder.pendingBytes, decoder.frameCount]).toEqual([0, seen.length]);
  return seen;
};

const expected = (frames: readonly Frame[], layout?: FrameLayout): string[] =>
  frames.map(({ id, body }) => `${layout?.idBytes === 0 ? 0 : id}:${hex(body)}`);

const everyByte = (length: number): number[] => Array.from({ length: length - 1 }, (_, i) => i + 1);

const every = (step: number, length: number): number[] =>
  Array.from({ length: Math.ceil(length / step) - 1 }, (_, i) => (i + 1) * step);

const SEQUENCES: readonly [string, number[]][] = [
  ['one frame', [5]],
  ['an empty frame', [0]],
  ['empty frames between others', [0, 3, 0, 0, 40, 0]],
  ['bodies around the size up to which bytes are copied one by one', [15, 16, 17, 31, 32, 33, 34]],
  ['a body larger than the first buffer', [300, 2, 700]],
];

const LAYOUTS: readonly FrameLayoutOptions[] = [
  { order: 'length-first' },
  { byteOrder: 'big' },
  { lengthCounts: 'id+body' },
  { lengthCounts: 'frame' },
  { order: 'length-first', lengthCounts: 'frame', byteOrder: 'big' },
  { id: 'u16', length: 'u16' },
  { id: 'u16', length: 'u24', byteOrder: 'big', lengthCounts: 'id+body' },
  { id: 'u24', length: 'u16', order: 'length-first', lengthCounts: 'frame' },
  { id: 'u16', length: 'i32' },
  { order: 'length-only', length: 'u16', byteOrder: 'big' },
  { order: 'length-only', length: 'i32', lengthCounts: 'frame' },
];

describe('createFrameDecoder', () => {
  it.each(SEQUENCES)('decodes %s whole, byte by byte and cut at any point', (_what, lengths) => {
    const frames = framesOf(lengths);
    const stream = streamOf(frames);
    expect(decode(stream, [])).toEqual(expected(frames));
    expect(decode(stream, everyByte(stream.length))).toEqual(expected(frames));
    for (const cut of everyByte(stream.length)) expect(decode(stream, [cut])).toEqual(expected(frames));
  });

  it('decodes frames cut at any two points', () => {
    const frames = framesOf([0, 3, 11]);
    const stream = streamOf(frames);
    for (const first of everyByte(stream.length)) {
      for (let second = first; second < stream.length; second++) {
        expect(decode(stream, [first, second])).toEqual(expected(frames));
      }
    }
  });

  it.each([1448, 4095, 4096, 4097, 5000, 20_000, 65_536])(
    'decodes small and large frames from chunks of %d bytes',
    (size) => {
      const frames = framesOf([0, 10, 4000, 9000, 1, 70_000, 4087, 4088, 4089, 16, 0, 200_000, 3]);
      const stream = streamOf(frames);
      for (const shift of [0, 1, 7, 8, 9, 100]) {
        const cuts = [...(shift ? [shift] : []), ...every(size, stream.length - shift).map((at) => at + shift)];
        const seen = decode(stream, cuts);
        expect(seen.length).toBe(frames.length);
        expect(seen.every((frame, i) => frame === expected(frames)[i])).toBe(true);
      }
    },
  );

  it.each(LAYOUTS)('decodes the layout of %o whole, byte by byte and cut at any point', (options) => {
    const layout = defineFrameLayout(options);
    const frames = framesOf([0, 3, 200, 1]).map(({ id, body }, i) => ({
      id: layout.idBytes === 2 ? id : id + i,
      body,
    }));
    const stream = streamOf(frames, layout);
    expect(decode(stream, [], layout)).toEqual(expected(frames, layout));
    expect(decode(stream, everyByte(stream.length), layout)).toEqual(expected(frames, layout));
    for (const cut of everyByte(stream.length)) expect(decode(stream, [cut], layout)).toEqual(expected(frames, layout));
  });

  it.each(LAYOUTS)('decodes the layout of %o from chunks so large that they are read otherwise', (options) => {
    const layout = defineFrameLayout(options);
    const frames = framesOf([0, 3, 5000, 1, 20_000, 9]);
    const stream = streamOf(frames, layout);
    for (const size of [4096, 6000, 50_000]) {
      expect(decode(stream, every(size, stream.length), layout).join() === expected(frames, layout).join()).toBe(true);
    }
  });

  it('reads a chunk that is a view into something larger, small or large', () => {
    for (const lengths of [
      [3, 4],
      [3000, 4000, 2],
    ]) {
      const frames = framesOf(lengths);
      const stream = streamOf(frames);
      const surrounded = new Uint8Array(stream.length + 30).fill(0xff);
      surrounded.set(stream, 13);
      expect(decode(surrounded.subarray(13, 13 + stream.length), [])).toEqual(expected(frames));
      const seen: string[] = [];
      const decoder = createFrameDecoder({
        onFrame: (id, bytes, start, end) => seen.push(`${id}:${hex(bytes.subarray(start, end))}`),
      });
      decoder.push(surrounded.subarray(13, 13 + stream.length));
      expect(seen).toEqual(expected(frames));
    }
  });

  it('decodes negative ids', () => {
    expect(decode(bytesOf('ffffffff0000000000000080 00000000'.replace(' ', '')), [])).toEqual(['-1:', '-2147483648:']);
  });

  it('hands out bodies in place when nothing is pending', () => {
    const chunk = streamOf(framesOf([4, 5]));
    const places: unknown[] = [];
    const decoder = createFrameDecoder({
      onFrame: (_id, bytes, start, end) => places.push([bytes === chunk, start, end]),
    });
    decoder.push(chunk);
    expect(places).toEqual([
      [true, 8, 12],
      [true, 20, 25],
    ]);
  });

  it('goes on in place behind the frame that a large chunk completes', () => {
    const stream = streamOf(framesOf([100, 5000, 6]));
    const chunk = stream.subarray(10);
    const places: boolean[] = [];
    const decoder = createFrameDecoder({ onFrame: (_id, bytes) => places.push(bytes === chunk) });
    decoder.push(stream.subarray(0, 10));
    decoder.push(chunk);
    expect(places).toEqual([false, true, true]);
  });

  it('counts what is pending and what was delivered', () => {
    const stream = streamOf(framesOf([4, 4]));
    const decoder = createFrameDecoder({ onFrame: () => {} });
    const counts: number[][] = [];
    for (const to of [3, 12, 19, 24]) {
      decoder.push(stream.subarray(counts.length === 0 ? 0 : [3, 12, 19][counts.length - 1], to));
      counts.push([decoder.pendingBytes, decoder.frameCount]);
    }
    expect(counts).toEqual([
      [3, 0],
      [0, 1],
      [7, 1],
      [0, 2],
    ]);
  });

  it('counts a frame as delivered while it is', () => {
    const counts: number[] = [];
    const decoder: FrameDecoder = createFrameDecoder({ onFrame: () => counts.push(decoder.frameCount) });
    decoder.push(streamOf(framesOf([1, 2, 3])));
    expect(counts).toEqual([1, 2, 3]);
  });

  it('ignores chunks without bytes', () => {
    const decoder = createFrameDecoder({ onFrame: () => {} });
    const stream = streamOf(framesOf([1]));
    for (const part of [stream.subarray(0, 0), stream.subarray(0, 5), stream.subarray(0, 0), stream.subarray(5)])
      decoder.push(part);
    expect([decoder.pendingBytes, decoder.frameCount]).toEqual([0, 1]);
  });

  it('decodes any frames cut in any way', () => {
    const sizes = fc.array(fc.oneof(fc.nat(40), fc.nat(9000)), { maxLength: 12 });
    const cuts = fc.array(fc.oneof(fc.nat(50), fc.nat(10_000)), { maxLength: 30 });
    const layouts = fc.constantFrom(undefined, ...LAYOUTS.map((options) => defineFrameLayout(options)));
    fc.assert(
      fc.property(sizes, cuts, layouts, (lengths, steps, layout) => {
        const frames = framesOf(lengths);
        const stream = streamOf(frames, layout);
        const places: number[] = [];
        for (let at = 0, i = 0; i < steps.length; i++) {
          at += steps[i]!;
          if (at < stream.length) places.push(at);
        }
        expect(decode(stream, places, layout).join() === expected(frames, layout).join()).toBe(true);
      }),
    );
  });
});

describe('a frame decoder that meets a bad header', () => {
  const header = (length: number): Uint8Array => {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32LE(1, 0);
    bytes.writeInt32LE(length, 4);
    return new Uint8Array(bytes);
  };

  it.each([
    [-1, '[BAD_LENGTH] a body of -1 bytes declared, 100 are allowed'],
    [-8, '[BAD_LENGTH] a body of -8 bytes declared, 100 are allowed'],
    [-2_147_483_648, '[BAD_LENGTH]'],
    [101, '[FRAME_TOO_LARGE] a body of 101 bytes declared, 100 are allowed'],
    [2_147_483_647, '[FRAME_TOO_LARGE]'],
  ])('refuses the length %d on the header alone, whole, byte by byte and behind large chunks', (length, message) => {
    const before = createFrameEncoder().encodeRaw(5, new Uint8Array(50));
    const lead = new Uint8Array(Buffer.concat(Array.from({ length: 100 }, () => before)));
    for (const front of [new Uint8Array(0), before, lead]) {
      for (const step of [1, 7, 100_000]) {
        const stream = new Uint8Array(Buffer.concat([front, header(length)]));
        const decoder = createFrameDecoder({ maxBodyBytes: 100, onFrame: () => {} });
        expect(() => {
          for (let at = 0; at < stream.length; at += step) decoder.push(stream.subarray(at, at + step));
        }).toThrow(message);
        expect([decoder.frameCount, decoder.pendingBytes]).toEqual([front.length / 58, 0]);
      }
    }
  });

  it('accepts a body of exactly maxBodyBytes', () => {
    const decoder = createFrameDecoder({ maxBodyBytes: 100, onFrame: () => {} });
    decoder.push(createFrameEncoder().encodeRaw(5, new Uint8Array(100)));
    expect(decoder.frameCount).toBe(1);
  });

  it('refuses a length that is smaller than what it counts', () => {
    const layout = defineFrameLayout({ id: 'u16', length: 'u16', lengthCounts: 'frame' });
    const decoder = createFrameDecoder({ layout, onFrame: () => {} });
    expect(() => decoder.push(Uint8Array.of(1, 0, 3, 0))).toThrow('[BAD_LENGTH] a body of -1 bytes declared');
  });

  it('refuses the least length where it counts the header, also below what an int holds', () => {
    const layout = defineFrameLayout({ lengthCounts: 'frame' });
    const decoder = createFrameDecoder({ layout, maxBodyBytes: 0x7fff_ffff, onFrame: () => {} });
    expect(() => decoder.push(header(-0x8000_0000))).toThrow('[BAD_LENGTH] a body of -2147483656 bytes declared');
  });

  it('throws the same error on each later push', () => {
    const decoder = createFrameDecoder({ onFrame: () => {} });
    const caught: unknown[] = [];
    for (const bytes of [header(-1), header(0), new Uint8Array(0)]) {
      try {
        decoder.push(bytes);
      } catch (error) {
        caught.push(error);
      }
    }
    expect([caught.length, new Set(caught).size, decoder.frameCount]).toEqual([3, 1, 0]);
  });
});

describe('a frame decoder whose onFrame misbehaves', () => {
  const frames = streamOf(framesOf([2, 2, 2]));
  const ways: readonly [string, number[]][] = [
    ['in place', []],
    ['in the buffer', [1]],
    ['behind a header', [9]],
  ];
  const pushAll = (decoder: FrameDecoder, cuts: readonly number[]): void => {
    let from = 0;
    for (const to of [...cuts, frames.length]) {
      decoder.push(frames.subarray(from, to));
      from = to;
    }
  };

  it.each(ways)('passes on what it throws and is dead from then on, %s', (_way, cuts) => {
    const thrown = new Error('of the game');
    const decoder = createFrameDecoder({
      onFrame: (id) => {
        if (id === 1001) throw thrown;
      },
    });
    expect(() => pushAll(decoder, cuts)).toThrow(thrown);
    expect(() => decoder.push(frames)).toThrow(thrown);
    expect([decoder.frameCount, decoder.pendingBytes]).toEqual([2, 0]);
  });

  it('is dead even when nothing is thrown but undefined', () => {
    const decoder = createFrameDecoder({
      onFrame: () => {
        throw undefined;
      },
    });
    let times = 0;
    for (const _ of [1, 2]) {
      try {
        decoder.push(frames);
      } catch {
        times++;
      }
    }
    expect([times, decoder.frameCount]).toEqual([2, 1]);
  });

  it.each(ways)('delivers nothing more once stopped from inside, %s', (_way, cuts) => {
    const ids: number[] = [];
    const decoder: FrameDecoder = createFrameDecoder({
      onFrame: (id) => {
        ids.push(id);
        if (id === 1001) decoder.stop();
      },
    });
    pushAll(decoder, cuts);
    pushAll(decoder, cuts);
    expect([ids, decoder.pendingBytes]).toEqual([[1000, 1001], 0]);
  });

  it('delivers nothing more once stopped from inside a large chunk', () => {
    const ids: number[] = [];
    const decoder: FrameDecoder = createFrameDecoder({
      onFrame: (id) => {
        ids.push(id);
        decoder.stop();
      },
    });
    decoder.push(streamOf(framesOf([5000, 5000])));
    expect(ids).toEqual([1000]);
  });

  it('ignores pushes after stop, forgets what was pending, and can be stopped twice', () => {
    const decoder = createFrameDecoder({ onFrame: () => {} });
    decoder.push(frames.subarray(0, 5));
    decoder.stop();
    decoder.stop();
    decoder.push(frames);
    expect([decoder.pendingBytes, decoder.frameCount]).toEqual([0, 0]);
  });

  it('passes on an error thrown after stop, and ignores what comes then', () => {
    const decoder: FrameDecoder = createFrameDecoder({
      onFrame: () => {
        decoder.stop();
        throw new Error('late');
      },
    });
    expect(() => decoder.push(frames)).toThrow('late');
    decoder.push(frames);
    expect(decoder.frameCount).toBe(1);
  });

  it.each(ways)('refuses a push from inside, and goes on when that is caught, %s', (_way, cuts) => {
    const caught: string[] = [];
    const decoder: FrameDecoder = createFrameDecoder({
      onFrame: () => {
        try {
          decoder.push(frames);
        } catch (error) {
          caught.push(String(error));
        }
      },
    });
    pushAll(decoder, cuts);
    expect(caught).toEqual(Array(3).fill('UsageError: [REENTRANT_CALL] push() was called from inside onFrame'));
    pushAll(decoder, cuts);
    expect(decoder.frameCount).toBe(6);
  });
});
