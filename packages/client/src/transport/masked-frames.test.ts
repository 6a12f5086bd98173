import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MaskedFrames } from './masked-frames.ts';

/** One frame, as RFC 6455 draws it in section 5.2. */
interface ReadFrame {
  readonly firstByte: number;
  readonly key: readonly number[];
  readonly body: number[];
}

/** Reads frames byte by byte, without a word of what is under test. */
const readFrames = (bytes: Uint8Array): ReadFrame[] => {
  const frames: ReadFrame[] = [];
  let at = 0;
  const number = (width: number): number => {
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + bytes[at++]!;
    return value;
  };
  while (at < bytes.length) {
    const firstByte = number(1);
    const second = number(1);
    if (second < 128) throw new Error(`the frame at ${at - 2} is not masked`);
    const short = second - 128;
    const length = short === 126 ? number(2) : short === 127 ? number(8) : short;
    const key = [number(1), number(1), number(1), number(1)];
    if (at + length > bytes.length) throw new Error(`the frame ends ${at + length - bytes.length} bytes too early`);
    frames.push({ firstByte, key, body: Array.from({ length }, (_, i) => bytes[at + i]! ^ key[i % 4]!) });
    at += length;
  }
  return frames;
};

const bodiesOf = (bytes: Uint8Array): number[][] => readFrames(bytes).map(({ body }) => body);

const patterned = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 8));

const concat = (bodies: readonly Uint8Array[]): { bytes: Uint8Array; ends: number[] } => {
  let end = 0;
  const ends = bodies.map(({ length }) => (end += length));
  return { bytes: Buffer.concat(bodies), ends };
};

/** Short ones, as most are, and those at which a header or a slab becomes another. */
const anyBody = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  fc.constantFrom(124, 125, 126, 127, 2033, 2034, 2035, 8192, 65_535, 65_536).map(patterned),
);

describe('MaskedFrames', () => {
  it('frames what a reader of the standard reads, and never touches a frame again', () => {
    const calls = fc.array(fc.array(anyBody, { minLength: 1, maxLength: 6 }), { maxLength: 40 });
    fc.assert(
      fc.property(calls, (batches) => {
        const frames = new MaskedFrames();
        const made = batches.map((bodies) => {
          const { bytes, ends } = concat(bodies);
          return bodies.length === 1 ? frames.ofMessage(bytes) : frames.ofMessages(bytes, ends);
        });
        made.forEach((piece, i) => {
          expect(bodiesOf(piece)).toEqual(batches[i]!.map((body) => [...body]));
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [0, '8280'],
    [125, '82fd'],
    [126, '82fe007e'],
    [65_535, '82feffff'],
    [65_536, '82ff0000000000010000'],
  ])('gives a body of %i bytes the shortest header: a whole message of bytes, masked', (length, header) => {
    const frame = new MaskedFrames().ofMessage(patterned(length));
    expect(frame.subarray(0, header.length / 2).toString('hex')).toBe(header);
    expect(frame.length).toBe(header.length / 2 + 4 + length);
  });

  it('masks each message by a key of its own, of which each byte is drawn', () => {
    const frames = new MaskedFrames();
    const one = Uint8Array.of(1);
    const keys = Array.from({ length: 5000 }, () => readFrames(frames.ofMessage(one))[0]!.key);
    // Of so many keys of 32 bits three pairs are alike in one of millions of runs.
    expect(new Set(keys.map(String)).size).toBeGreaterThan(4997);
    for (const i of [0, 1, 2, 3]) expect(new Set(keys.map((key) => key[i])).size).toBe(256);
  });

  it('leaves the bodies as they are', () => {
    const { bytes, ends } = concat([patterned(7), patterned(300), patterned(3)]);
    const before = bytes.slice();
    const frames = new MaskedFrames();
    frames.ofMessage(bytes);
    frames.ofMessages(bytes, ends);
    expect(Buffer.compare(bytes, before)).toBe(0);
  });

  it.each([30, 1000, 3000])('lets messages of %i bytes that wait keep little more than themselves', (length) => {
    const frames = new MaskedFrames();
    const waiting = Array.from({ length: 1000 }, () => frames.ofMessage(patterned(length)));
    const memory = new Set(waiting.map(({ buffer }) => buffer));
    const kept = [...memory].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const sent = waiting.reduce((sum, frame) => sum + frame.length, 0);
    expect(kept / sent).toBeLessThan(1.2);
    for (const { byteLength } of memory) expect(byteLength).toBeLessThanOrEqual(8192);
  });

  it('makes small messages in memory that they share', () => {
    const frames = new MaskedFrames();
    const memory = Array.from({ length: 100 }, () => frames.ofMessage(patterned(30)).buffer);
    expect(new Set(memory).size).toBe(1);
  });

  it('frames many small messages in one piece in little more memory than that', () => {
    const { bytes, ends } = concat(Array.from({ length: 400 }, () => patterned(8)));
    const piece = new MaskedFrames().ofMessages(bytes, ends);
    expect(piece.length).toBe(400 * 14);
    expect(piece.buffer.byteLength).toBeLessThan(1.2 * piece.length);
  });
});
