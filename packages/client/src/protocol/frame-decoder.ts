// Bytes in, frames out. Invariant between pushes: #buffer[0, #filled) is the front of one frame that is not complete, and
// #filled < #needed, the bytes of it that are wanted before parsing it again: its header, then the whole of it.
//
// Nothing pending: frames are delivered in place from the chunk. Something pending: a small chunk is appended whole, its frames
// are delivered from the buffer and the rest, always shorter than the chunk, moves to the front; of a large chunk only what
// completes the frame is appended. So each byte is copied a bounded number of times, and the buffer grows only with bytes that came.

import { ProtocolError, UsageError } from '../errors.ts';
import { checkMaxBodyBytes, FRAME_LAYOUTS, type FrameLayout, readHeaderField } from './frame-layout.ts';

/** Up to here a chunk is appended whole to what is pending; from here on a view of it is worth making. */
const SMALL_CHUNK = 4096;
const TINY_RANGE = 256;
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
  #view: DataView | undefined;
  #filled = 0;
  #needed: number;
  #idleUses = 0;
  #frameCount = 0;
  #isOpen = true;
  /** Open, and not inside `onFrame`. */
  #isReady = true;
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
    this.#isReady = false;
    this.#letGo();
    this.#filled = 0;
  }

  push(chunk: Uint8Array): void {
    if (!this.#isReady) {
      this.#refuse();
      return;
    }
    const { length } = chunk;
    if (this.#filled > 0 && length <= SMALL_CHUNK) {
      this.#appendWhole(chunk);
      if (this.#filled >= this.#needed) this.#drain();
      return;
    }
    let at = 0;
    while (this.#filled > 0) {
      const missing = this.#needed - this.#filled;
      const taken = Math.min(missing, length - at);
      this.#append(chunk, at, at + taken);
      at += taken;
      if (taken < missing) return;
      this.#drain();
    }
    const rest = this.#deliver(chunk, at, length);
    if (rest < length) this.#append(chunk, rest, length);
    else this.#shrink(0);
  }

  #refuse(): void {
    if (this.#failure) throw this.#failure.error;
    if (this.#isOpen) throw new UsageError('REENTRANT_CALL', 'push() was called from inside onFrame');
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
    this.#isReady = false;
    try {
      return this.#walk(bytes, start, end);
    } catch (error) {
      if (this.#isOpen) this.#failure = { error };
      this.stop();
      throw error;
    } finally {
      this.#isReady = this.#isOpen;
    }
  }

  #walk(bytes: Uint8Array, start: number, end: number): number {
    const onFrame = this.#onFrame;
    const { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = this.#layout;
    const max = this.#maxBodyBytes;
    let at = start;
    const view = idBytes === 4 && lengthBytes === 4 && !bigEndian ? this.#viewOf(bytes, end) : undefined;
    if (view) {
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

  /** Gives a view where reading through one pays: of the buffer, whose view is kept, and of chunks large enough to make one. */
  #viewOf(bytes: Uint8Array, end: number): DataView | undefined {
    if (end < TINY_RANGE) return undefined;
    if (bytes === this.#buffer) return this.#view;
    return end < SMALL_CHUNK ? undefined : new DataView(bytes.buffer, bytes.byteOffset, end);
  }

  #appendWhole(chunk: Uint8Array): void {
    const { length } = chunk;
    const at = this.#filled;
    let buffer = this.#buffer!;
    if (at + length > buffer.length) buffer = this.#grow(at + length);
    if (length <= LOOP_COPY) for (let i = 0; i < length; i++) buffer[at + i] = chunk[i]!;
    else buffer.set(chunk, at);
    this.#filled = at + length;
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const at = this.#filled;
    let buffer = this.#buffer;
    if (!buffer || at + length > buffer.length) buffer = this.#grow(at + length);
    if (length <= LOOP_COPY) for (let i = 0; i < length; i++) buffer[at + i] = chunk[start + i]!;
    else buffer.set(chunk.subarray(start, end), at);
    this.#filled = at + length;
  }

  #grow(length: number): Uint8Array {
    const old = this.#buffer;
    let capacity = old ? old.length * 2 : FIRST_BUFFER;
    while (capacity < length) capacity *= 2;
    const buffer = new Uint8Array(capacity);
    if (old) buffer.set(old.subarray(0, this.#filled));
    this.#idleUses = 0;
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer);
    return buffer;
  }

  #letGo(): void {
    this.#buffer = undefined;
    this.#view = undefined;
  }

  /** Lets go of a large empty buffer when the last frames used little of it. */
  #shrink(used: number): void {
    const capacity = this.#buffer?.length ?? 0;
    if (capacity <= SMALL_BUFFER) return;
    this.#idleUses = used > capacity / 4 ? 0 : this.#idleUses + 1;
    if (this.#idleUses === IDLE_USES) this.#letGo();
  }
}

const badLength = (length: number, max: number): ProtocolError => {
  const declared = `a body of ${length} bytes declared`;
  return length < 0
    ? new ProtocolError('BAD_LENGTH', declared)
    : new ProtocolError('FRAME_TOO_LARGE', `${declared}, ${max} are allowed`);
};
