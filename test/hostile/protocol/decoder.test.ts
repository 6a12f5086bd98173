import {
  createFrameDecoder,
  createFrameEncoder,
  type FrameDecoder,
  type FrameDecoderOptions,
  ProtocolError,
} from '@netmgr/client/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../support/hex.ts';
import { countMemory } from './counted-memory.ts';

const MIB = 1024 * 1024;

const ignore = (): void => {};

const createDecoder = (options: Partial<FrameDecoderOptions> = {}): FrameDecoder =>
  createFrameDecoder({ onFrame: ignore, ...options });

const frameOf = (length: number, maxBodyBytes: number = 64 * MIB): Uint8Array =>
  createFrameEncoder({ maxBodyBytes }).encodeRaw(1, new Uint8Array(length));

const pushInPieces = (decoder: FrameDecoder, bytes: Uint8Array, size: number): void => {
  for (let at = 0; at < bytes.length; at += size) decoder.push(bytes.subarray(at, at + size));
};

describe('memory of the frame decoder', () => {
  it('is not taken for frames that come whole', () => {
    const stream = new Uint8Array(Buffer.concat(Array.from({ length: 1000 }, () => frameOf(100))));
    const decoder = createDecoder();
    expect(countMemory(() => decoder.push(stream)).allocated).toBe(0);
    expect(decoder.frameCount).toBe(1000);
  });

  it('is not taken for bytes that were only declared', () => {
    const header = frameOf(MIB).subarray(0, 8);
    for (const size of [1, 3, 8]) {
      const decoder = createDecoder();
      const { allocated } = countMemory(() => {
        pushInPieces(decoder, header, size);
        decoder.push(new Uint8Array(Buffer.alloc(50)));
      });
      expect([decoder.pendingBytes, allocated]).toEqual([58, 256]);
    }
  });

  it('grows with the bytes of an endless body and ends with its declared length', () => {
    const endless = Buffer.alloc(4096, 0xff);
    for (const maxBodyBytes of [100_000, MIB]) {
      const decoder = createDecoder({ maxBodyBytes });
      decoder.push(frameOf(maxBodyBytes).subarray(0, 8));
      const counted = countMemory(() => {
        for (let sent = 0; sent < maxBodyBytes; sent += 1000) {
          decoder.push(endless.subarray(0, Math.min(1000, maxBodyBytes - sent)));
          if (decoder.frameCount === 0) expect(decoder.pendingBytes).toBeLessThanOrEqual(maxBodyBytes + 8);
        }
      });
      expect(decoder.frameCount).toBe(1);
      expect(counted.largest).toBeLessThanOrEqual(2 * (maxBodyBytes + 8 + 4096));
      expect(counted.allocated).toBeLessThanOrEqual(4 * (maxBodyBytes + 8 + 4096));
      expect(() => pushInPieces(decoder, endless, 1000)).toThrow('[BAD_LENGTH] a body of -1 bytes declared');
    }
  });

  it('is given back some frames after a large one', () => {
    const sizes: number[] = [];
    const decoder = createDecoder({ onFrame: (_id, bytes) => sizes.push(bytes.length) });
    pushInPieces(decoder, frameOf(MIB), 1460);
    for (let i = 0; i < 10; i++) pushInPieces(decoder, frameOf(20), 10);
    expect(sizes[0]).toBeGreaterThan(MIB);
    expect(sizes.at(-1)).toBe(256);
  });

  it('is given back each time, also when large frames do not end where a chunk does', () => {
    const sizes: number[] = [];
    const decoder = createDecoder({ onFrame: (_id, bytes) => sizes.push(bytes.length) });
    for (let i = 0; i < 3; i++) {
      pushInPieces(decoder, new Uint8Array([...frameOf(MIB), ...frameOf(20)]), 1460);
      for (let j = 0; j < 10; j++) pushInPieces(decoder, frameOf(20), 10);
      expect(sizes.at(-1)).toBe(256);
    }
  });

  it('is given back after a large frame also when nothing is cut any more', () => {
    const sizes: number[] = [];
    const decoder = createDecoder({ onFrame: (_id, bytes) => sizes.push(bytes.length) });
    pushInPieces(decoder, frameOf(MIB), 1460);
    for (let i = 0; i < 10; i++) decoder.push(frameOf(0));
    pushInPieces(decoder, frameOf(20), 10);
    expect(sizes.at(-1)).toBe(256);
  });

  it('is kept while large frames follow each other', () => {
    const decoder = createDecoder();
    const frame = frameOf(MIB);
    pushInPieces(decoder, frame, 65_536);
    const { allocated } = countMemory(() => {
      for (let i = 0; i < 30; i++) pushInPieces(decoder, frame, 65_536);
    });
    expect([decoder.frameCount, allocated]).toEqual([31, 0]);
  });
});

describe('work of the frame decoder', () => {
  it.each([1, 7, 100, 1460, 4096, 4097, 65_536])('is linear in the bytes of a 4 MiB frame cut every %d', (size) => {
    const frame = frameOf(4 * MIB);
    const decoder = createDecoder({ maxBodyBytes: 4 * MIB });
    const { copied, allocated } = countMemory(() => pushInPieces(decoder, frame, size));
    expect(decoder.frameCount).toBe(1);
    expect(copied).toBeLessThanOrEqual(3 * frame.length);
    expect(allocated).toBeLessThanOrEqual(4 * frame.length);
  });

  it.each([1, 9, 1000, 1460, 4096, 5000, 65_536])('is linear in the bytes of small frames cut every %d', (size) => {
    const stream = new Uint8Array(Buffer.concat(Array.from({ length: 2000 }, (_, i) => frameOf(i % 900))));
    const decoder = createDecoder();
    const { copied, allocated } = countMemory(() => pushInPieces(decoder, stream, size));
    expect(decoder.frameCount).toBe(2000);
    expect(copied).toBeLessThanOrEqual(3 * stream.length);
    expect(allocated).toBeLessThanOrEqual(65_536);
  });

  it.each([
    [65_536, 1_000_000],
    [8, 1_000_000],
    [5, 200_000],
    [1, 200_000],
  ])('is nothing but the calls for empty frames, cut every %d: %d of them take no memory', (size, frames) => {
    const stream = new Uint8Array(Buffer.alloc(8 * 8192));
    const decoder = createDecoder();
    const { allocated } = countMemory(() => {
      for (let sent = 0; sent < frames; sent += 8192)
        pushInPieces(decoder, stream.subarray(0, 8 * Math.min(8192, frames - sent)), size);
    });
    expect(decoder.frameCount).toBe(frames);
    expect(allocated).toBeLessThanOrEqual(256);
  });
});

describe('hostile headers', () => {
  const MAX = 1000;

  it.each([
    [-1, 'BAD_LENGTH'],
    [-8, 'BAD_LENGTH'],
    [-2_147_483_648, 'BAD_LENGTH'],
    [2_147_483_647, 'FRAME_TOO_LARGE'],
    [MAX + 1, 'FRAME_TOO_LARGE'],
    [MAX, 'a frame'],
    [MAX - 1, 'a frame'],
  ])('with the length %d end in %s, at any cut', (length, code) => {
    const header = new Uint8Array(new Int32Array([7, length]).buffer);
    const stream = new Uint8Array([...frameOf(3), ...header, ...new Uint8Array(Math.max(0, Math.min(length, 5000)))]);
    for (let cut = 0; cut <= 30; cut++) {
      const decoder = createDecoder({ maxBodyBytes: MAX });
      let thrown: unknown;
      try {
        decoder.push(stream.subarray(0, cut));
        decoder.push(stream.subarray(cut));
      } catch (error) {
        thrown = error;
      }
      expect((thrown as ProtocolError | undefined)?.code ?? 'a frame').toBe(code);
      expect(decoder.frameCount).toBe(code === 'a frame' ? 2 : 1);
    }
  });

  it('are refused before a byte of the body comes', () => {
    const decoder = createDecoder();
    decoder.push(fromHex('01000000 ffffff'));
    expect(() => decoder.push(fromHex('7f'))).toThrow(
      '[FRAME_TOO_LARGE] a body of 2147483647 bytes declared, 1048576 are allowed',
    );
  });
});

describe('any bytes at all', () => {
  it('give frames or one ProtocolError, within bounded memory', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(bytes, fc.integer({ min: 1, max: 50 })), { maxLength: 20 }),
        fc.nat(100),
        (pieces, maxBodyBytes) => {
          let delivered = 0;
          const decoder = createDecoder({
            maxBodyBytes,
            onFrame: (_id, _bytes, start, end) => {
              expect(end - start).toBeLessThanOrEqual(maxBodyBytes);
              delivered += end - start + 8;
            },
          });
          let pushed = 0;
          const counted = countMemory(() => {
            try {
              for (const [piece, size] of pieces) {
                for (let at = 0; at < piece.length; at += size) {
                  const part = piece.subarray(at, at + size);
                  pushed += part.length;
                  decoder.push(part);
                  expect(delivered + decoder.pendingBytes).toBe(pushed);
                  expect(decoder.pendingBytes).toBeLessThan(maxBodyBytes + 8);
                }
              }
            } catch (error) {
              if (!(error instanceof ProtocolError)) throw error;
            }
          });
          expect(counted.largest).toBeLessThanOrEqual(512);
        },
      ),
    );
  });
});
