// Bytes in, frames out. Invariant between pushes: #buffer[0, #filled) is the front of one frame that is not complete, and
// #filled < #needed, the bytes of it that are wanted before parsing it again: its header, then the whole of it.
//
// Nothing pending: frames are delivered in place from the chunk. Something pending: a small chunk is appended whole, its frames
// are delivered from the buffer and the rest, always shorter than the chunk, moves to the front; of a large chunk only what
// completes the frame is appended. So each byte is copied a bounded number of times, and the buffer grows only with bytes that came.

import { ProtocolError, UsageError } from '../errors.ts';
import { checkMaxBodyBytes, FRAME_LAYOUTS, type FrameLayout, readHeaderField } from './frame-layout.ts';

const SMALL_CHUNK = 4096;
const LARGE_RANGE = 4096;
const SMALL_BUFFER = 65_536;
const FIRST_BUFFER = 256;
const IDLE_USES = 8;
const LOOP_COPY = 32;

/** Settings of a frame decoder. */
export interface FrameDecoderOptions {
  /** The header. @default FRAME_LAYOUTS.unity */
  readonly layout?: FrameLayout;
  /** The largest body in bytes; a header that declares more is refused with `FRAME_TOO_LARGE`. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** Hears of each frame in order. The body is `bytes` from `start` to `end`, valid until the call returns. */
  onFrame(id: number, bytes: Uint8Array, start: number, end: number): void;
}

/** Cuts a byte stream into frames. */
export interface FrameDecoder {
  /**
   * Takes the next bytes, cut anywhere, and delivers the frames that they complete.
   * Throws `BAD_LENGTH` and `FRAME_TOO_LARGE`, and passes on what `onFrame` throws; each later push then throws the same error.
   */
  push(chunk: Uint8Array): void;
  /** Ends it, also from inside `onFrame`: nothing more is delivered, and later pushes are ignored. */
  stop(): void;
  /** Counts, between pushes, the bytes of the frame that has not completed; 0 between frames. */
  readonly pendingBytes: number;
  /** Counts the frames delivered so far. */
  readonly frameCount: number;
}

/** Creates a decoder, which allocates nothing until a frame is cut by the end of a chunk. */
export const createFrameDecoder = (options: FrameDecoderOptions): FrameDecoder => new StreamDecoder(options);

class StreamDecoder implements FrameDecoder {
  readonly #onFrame: FrameDecoderOptions['onFrame'];
  readonly #layout: FrameLayout;
  readonly #maxBodyBytes: number;
  #buffer: Uint8Array | undefined;
  #filled = 0;
  #needed: number;
  #idleUses = 0;
  #frameCount = 0;
  #isBusy = false;
  #isOpen = true;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: FrameDecoderOptions) {
    this.#onFrame = options.onFrame;
    this.#layout = options.layout ?? FRAME_LAYOUTS.unity;
    this.#maxBodyBytes = checkMaxBodyBytes(options.maxBodyBytes);
    this.#needed = this.#layout.headerBytes;
  }

  get pendingBytes(): number {
    return this.#filled;
  }

  get frameCount(): number {
    return this.#frameCount;
  }

  stop(): void {
    this.#isOpen = false;
    this.#buffer = undefined;
    this.#filled = 0;
  }

  push(chunk: Uint8Array): void {
    if (this.#failure) throw this.#failure.error;
    if (!this.#isOpen) return;
    if (this.#isBusy) throw new UsageError('REENTRANT_CALL', 'push() was called from inside onFrame');
    const { length } = chunk;
    let at = 0;
    while (this.#filled > 0) {
      const missing = this.#needed - this.#filled;
      const taken = length <= SMALL_CHUNK || missing > length - at ? length - at : missing;
      this.#append(chunk, at, at + taken);
      at += taken;
      if (taken < missing) return;
      this.#drain();
      if (at === length) return;
    }
    const rest = this.#deliver(chunk, at, length);
    if (rest < length) this.#append(chunk, rest, length);
    else this.#shrink(0);
  }

  /** Delivers the complete frames in the buffer and moves the rest to the front. */
  #drain(): void {
    const buffer = this.#buffer!;
    const filled = this.#filled;
    const rest = this.#deliver(buffer, 0, filled);
    if (rest === 0) return;
    const left = filled - rest;
    if (left > LOOP_COPY) buffer.copyWithin(0, rest, filled);
    else for (let i = 0; i < left; i++) buffer[i] = buffer[rest + i]!;
    this.#filled = left;
    if (left === 0) this.#shrink(filled);
  }

  /** Delivers the complete frames of a range and returns where the rest starts; nothing is left of it once `stop()` was called. */
  #deliver(bytes: Uint8Array, start: number, end: number): number {
    if (!this.#isOpen) return end;
    this.#isBusy = true;
    try {
      return this.#walk(bytes, start, end);
    } catch (error) {
      if (this.#isOpen) this.#failure = { error };
      this.stop();
      throw error;
    } finally {
      this.#isBusy = false;
    }
  }

  #walk(bytes: Uint8Array, start: number, end: number): number {
    const onFrame = this.#onFrame;
    const { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = this.#layout;
    const max = this.#maxBodyBytes;
    let at = start;
    if (end - start >= LARGE_RANGE && idBytes === 4 && lengthBytes === 4 && !bigEndian) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, end);
      while (end - at >= headerBytes) {
        const length = view.getInt32(at + lengthOffset, true) - countedBytes;
        const body = at + headerBytes;
        // Leaves all but a good and complete frame to the loop below.
        if (length < 0 || length > max || length > end - body) break;
        const id = view.getInt32(at + idOffset, true);
        at = body + length;
        this.#frameCount++;
        onFrame(id, bytes, body, at);
        if (!this.#isOpen) return end;
      }
    }
    while (end - at >= headerBytes) {
      const length = readHeaderField(bytes, at + lengthOffset, lengthBytes, bigEndian) - countedBytes;
      if (length < 0 || length > max) throw badLength(length, max);
      const body = at + headerBytes;
      if (length > end - body) {
        this.#needed = headerBytes + length;
        return at;
      }
      const id = readHeaderField(bytes, at + idOffset, idBytes, bigEndian);
      at = body + length;
      this.#frameCount++;
      onFrame(id, bytes, body, at);
      if (!this.#isOpen) return end;
    }
    this.#needed = headerBytes;
    return at;
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const at = this.#filled;
    const buffer = this.#roomFor(at + length);
    if (length <= LOOP_COPY) for (let i = 0; i < length; i++) buffer[at + i] = chunk[start + i]!;
    else buffer.set(length === chunk.length ? chunk : chunk.subarray(start, end), at);
    this.#filled = at + length;
  }

  #roomFor(length: number): Uint8Array {
    const old = this.#buffer;
    if (old && length <= old.length) return old;
    let capacity = old ? old.length * 2 : FIRST_BUFFER;
    while (capacity < length) capacity *= 2;
    const buffer = new Uint8Array(capacity);
    if (old) buffer.set(old.subarray(0, this.#filled));
    this.#buffer = buffer;
    return buffer;
  }

  /** Lets go of a large empty buffer when the last frames used little of it. */
  #shrink(used: number): void {
    const capacity = this.#buffer?.length ?? 0;
    if (capacity <= SMALL_BUFFER) return;
    this.#idleUses = used > capacity / 4 ? 0 : this.#idleUses + 1;
    if (this.#idleUses === IDLE_USES) this.#buffer = undefined;
  }
}

const badLength = (length: number, max: number): ProtocolError =>
  length < 0
    ? new ProtocolError('BAD_LENGTH', `a body of ${length} bytes declared`)
    : new ProtocolError('FRAME_TOO_LARGE', `a body of ${length} bytes declared, ${max} are allowed`);
