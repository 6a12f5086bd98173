// Bytes in, frames out. Invariant between pushes: #buffer[#start, #filled) is the front of one frame that is not complete, and
// #filled < #wanted, where the bytes end that are wanted before parsing it again: its header, then the whole of it. Behind #wanted there is
// room for a small chunk, or #start is 0.
//
// Without a buffer, and where chunks are large, frames are delivered in place from the chunk; of a large chunk only what completes a pending
// frame is appended. A stream that was cut once has a buffer, and then small chunks are appended whole and their frames delivered from it. The
// rest, always shorter than the chunk, moves to the front when what it begins might not fit behind it. So each byte is copied a bounded number
// of times, and the buffer grows only with bytes that came.
//
// What a small chunk passes through, from push() to onFrame, is kept so short that the engine makes one piece of it.

import { ProtocolError, UsageError } from '../errors.ts';
import { checkMaxBodyBytes, FRAME_LAYOUTS, type FrameLayout, readHeaderField } from './frame-layout.ts';

/** Up to here a chunk is appended whole where there is a buffer. */
const SMALL_CHUNK = 4096;
const SMALL_BUFFER = 65_536;
/** From here on reading the headers of a chunk through a view pays for making one. */
const SMALL_VIEW = 1024;
const FIRST_BUFFER = 256;
/** What a buffer of more than a few hundred bytes begins with, and how far rests stay where they are: several chunks of the network's size, so that one seldom has to move. */
const STREAM_BUFFER = 16_384;
const IDLE_USES = 8;
const LOOP_COPY = 32;

/** Settings of a frame decoder. */
export interface FrameDecoderOptions {
  /** The header. @default FRAME_LAYOUTS.unity */
  readonly layout?: FrameLayout;
  /** The largest body in bytes; a header that declares more is refused with `FRAME_TOO_LARGE`. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** Hears of each frame in order, called as a method of the options. The body is `bytes` from `start` to `end`, valid until the call returns. */
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
  readonly #listener: Pick<FrameDecoderOptions, 'onFrame'>;
  readonly #layout: FrameLayout;
  readonly #maxBodyBytes: number;
  #buffer: Uint8Array | undefined;
  #view: DataView | undefined;
  #start = 0;
  #filled = 0;
  #wanted: number;
  #idleUses = 0;
  /** How far `#wanted` may reach while the rest of the buffer stays where it is. */
  #reach = 0;
  /** Where the bytes end that are being delivered; 0 between pushes, and -1 once stopped, so that the loop over frames looks at nothing else. */
  #end = 0;
  #frameCount = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: FrameDecoderOptions) {
    this.#listener = options;
    this.#layout = options.layout ?? FRAME_LAYOUTS.unity;
    this.#maxBodyBytes = checkMaxBodyBytes(options.maxBodyBytes);
    this.#wanted = this.#layout.headerBytes;
  }

  get pendingBytes(): number {
    return this.#filled - this.#start;
  }

  get frameCount(): number {
    return this.#frameCount;
  }

  stop(): void {
    this.#letGo();
    this.#end = -1;
  }

  push(chunk: Uint8Array): void {
    if (!this.#end && this.#buffer && chunk.length <= SMALL_CHUNK) {
      this.#append(chunk);
      if (this.#filled >= this.#wanted) this.#drain();
    } else this.#pushLarge(chunk);
  }

  #pushLarge(chunk: Uint8Array): void {
    if (this.#failure) throw this.#failure.error;
    if (this.#end > 0) throw new UsageError('REENTRANT_CALL', 'push() was called from inside onFrame');
    const { length } = chunk;
    let at = 0;
    while (this.#filled > 0) {
      const missing = this.#wanted - this.#filled;
      this.#append(chunk.subarray(at, at + missing));
      at += missing;
      if (at > length) return;
      this.#drain();
    }
    if (this.#end < 0) return;
    const rest = this.#deliver(chunk, length < SMALL_VIEW ? undefined : this.#viewOf(chunk), at, length);
    this.#wanted -= rest;
    if (rest < length) {
      if (!this.#buffer) this.#grow(length - rest);
      this.#append(chunk.subarray(rest));
    } else this.#shrink(0);
  }

  /** Delivers the complete frames in the buffer. */
  #drain(): void {
    const buffer = this.#buffer!;
    const filled = this.#filled;
    const rest = this.#deliver(buffer, this.#view, this.#start, filled);
    if (rest < filled && this.#wanted <= this.#reach) this.#start = rest;
    else if (rest > 0) this.#moveToFront(buffer, rest, filled);
  }

  /** Moves what is left of the buffer to its front. */
  #moveToFront(buffer: Uint8Array, rest: number, filled: number): void {
    this.#start = 0;
    this.#filled = filled - rest;
    this.#wanted -= rest;
    if (rest < filled) buffer.copyWithin(0, rest, filled);
    else this.#shrink(filled);
  }

  /** Delivers the complete frames of a range and returns where the rest starts; nothing is left of it once `stop()` was called. */
  #deliver(bytes: Uint8Array, view: DataView | undefined, start: number, end: number): number {
    const listener = this.#listener;
    const { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = this.#layout;
    const max = this.#maxBodyBytes;
    let at = start;
    let wanted = at + headerBytes;
    this.#end = end;
    try {
      while (wanted <= this.#end) {
        const body = wanted;
        const length =
          (view
            ? view.getInt32(at + lengthOffset, true)
            : readHeaderField(bytes, at + lengthOffset, lengthBytes, bigEndian)) - countedBytes;
        if (length < 0 || length > max) throw badLength(length, max);
        wanted = body + length;
        if (wanted > end) break;
        const id = view
          ? view.getInt32(at + idOffset, true)
          : readHeaderField(bytes, at + idOffset, idBytes, bigEndian);
        at = wanted;
        this.#frameCount++;
        listener.onFrame(id, bytes, body, at);
        wanted = at + headerBytes;
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#end < 0) return end;
    this.#end = 0;
    this.#wanted = wanted;
    return at;
  }

  #fail(error: unknown): never {
    if (this.#end > 0) this.#failure = { error };
    this.stop();
    throw error;
  }

  /** Makes a view where headers can be read through one. */
  #viewOf(bytes: Uint8Array): DataView | undefined {
    const { headerBytes, bigEndian } = this.#layout;
    return headerBytes === 8 && !bigEndian ? new DataView(bytes.buffer, bytes.byteOffset, bytes.length) : undefined;
  }

  #append(chunk: Uint8Array): void {
    const { length } = chunk;
    const at = this.#filled;
    let buffer = this.#buffer!;
    if (at + length > buffer.length) buffer = this.#grow(at + length);
    if (length <= LOOP_COPY) for (let i = 0; i < length; i++) buffer[at + i] = chunk[i]!;
    else buffer.set(chunk, at);
    this.#filled = at + length;
  }

  #grow(length: number): Uint8Array {
    const old = this.#buffer;
    let capacity = length > SMALL_VIEW ? STREAM_BUFFER : FIRST_BUFFER;
    while (capacity < length) capacity *= 2;
    const buffer = new Uint8Array(capacity);
    if (old) buffer.set(old.subarray(0, this.#filled));
    this.#idleUses = 0;
    this.#buffer = buffer;
    this.#view = this.#viewOf(buffer);
    this.#reach = Math.min(capacity, STREAM_BUFFER) - SMALL_CHUNK;
    return buffer;
  }

  /** Lets go of a large empty buffer when the last frames used little of it. */
  #shrink(used: number): void {
    const capacity = this.#buffer?.length ?? 0;
    if (capacity <= SMALL_BUFFER) return;
    this.#idleUses = used > capacity / 4 ? 0 : this.#idleUses + 1;
    if (this.#idleUses === IDLE_USES) this.#letGo();
  }

  #letGo(): void {
    this.#buffer = undefined;
    this.#view = undefined;
    this.#start = 0;
    this.#filled = 0;
  }
}

const badLength = (length: number, max: number): ProtocolError =>
  new ProtocolError(
    length < 0 ? 'BAD_LENGTH' : 'FRAME_TOO_LARGE',
    `a body of ${length} bytes declared, ${max} are allowed`,
  );
