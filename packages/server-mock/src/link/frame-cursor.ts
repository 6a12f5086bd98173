import type { FrameLayout } from '@netmgr/client/protocol';

/**
 * Knows where in the frames of a stream one is, however the stream is cut, by reading headers only.
 * A header that declares a negative length ends that knowledge for good: the cursor is lost.
 */
export class FrameCursor {
  readonly layout: FrameLayout;
  #lead = 0;
  #offset = 0;
  #frameBytes = 0;
  #id = 0;
  #isLost = false;
  #header: Uint8Array | undefined;

  constructor(layout: FrameLayout) {
    this.layout = layout;
  }

  /** Tells that the stream is not one of frames. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Tells that bytes are to come that lie before the place that the other fields tell of. */
  get isLeading(): boolean {
    return this.#lead > 0;
  }

  /** Counts the bytes of the latest frame that have passed; all of them, until the next one begins. */
  get offset(): number {
    return this.#offset;
  }

  /** Counts the bytes of the whole frame, header included; undefined until the header has passed. */
  get frameBytes(): number | undefined {
    return this.#frameBytes === 0 ? undefined : this.#frameBytes;
  }

  /** Tells the frame's id, when `take` has stopped behind its header. */
  get id(): number {
    return this.#id;
  }

  /** Tells that the stream stands between two frames. */
  get isBetweenFrames(): boolean {
    return this.#lead === 0 && this.#offset === this.#frameBytes;
  }

  /** Tells that the next byte is one of a header, or may be the first of it. */
  get isInHeader(): boolean {
    return !this.#isLost && this.#lead === 0 && (this.#frameBytes === 0 || this.#offset === this.#frameBytes);
  }

  /** Passes bytes from `at` on, at most up to `end`, and stops behind each header and each frame. Returns where it stopped. */
  take(bytes: Uint8Array, at: number, end: number): number {
    if (this.#isLost) return end;
    if (this.#lead > 0) return this.#takeLead(at, end);
    if (this.#offset === this.#frameBytes) {
      this.#offset = 0;
      this.#frameBytes = 0;
    }
    if (this.#frameBytes === 0) return this.#takeHeader(bytes, at, end);
    const taken = Math.min(this.#frameBytes - this.#offset, end - at);
    this.#offset += taken;
    return at + taken;
  }

  /** Passes all of a piece. Runs for every byte of every connection, so whole frames are only stepped over. */
  skim(piece: Uint8Array): void {
    const { length } = piece;
    for (let at = 0; at < length; ) {
      if (this.isBetweenFrames && !this.#isLost) at = this.#stepOver(piece, at);
      if (at < length) at = this.take(piece, at, length);
    }
  }

  /** Makes a cursor that will be where this one is when `lead` more bytes have passed. */
  behind(lead: number): FrameCursor {
    const copy = new FrameCursor(this.layout);
    copy.#lead = this.#lead + lead;
    copy.#offset = this.#offset;
    copy.#frameBytes = this.#frameBytes;
    copy.#id = this.#id;
    copy.#isLost = this.#isLost;
    copy.#header = this.#header?.slice();
    return copy;
  }

  /** Passes all frames that are whole, and returns where the first other one begins. */
  #stepOver(piece: Uint8Array, from: number): number {
    const { lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = this.layout;
    const lastHeader = piece.length - headerBytes;
    let at = from;
    let frameBytes = 0;
    while (at <= lastHeader) {
      const bodyBytes = readInteger(piece, at + lengthOffset, lengthBytes, bigEndian) - countedBytes;
      if (bodyBytes < 0 || bodyBytes > lastHeader - at) break;
      frameBytes = headerBytes + bodyBytes;
      at += frameBytes;
    }
    if (at > from) {
      this.#frameBytes = frameBytes;
      this.#offset = frameBytes;
    }
    return at;
  }

  #takeLead(at: number, end: number): number {
    const taken = Math.min(this.#lead, end - at);
    this.#lead -= taken;
    return at + taken;
  }

  #takeHeader(bytes: Uint8Array, at: number, end: number): number {
    const { headerBytes } = this.layout;
    if (this.#offset === 0 && end - at >= headerBytes) {
      this.#readHeader(bytes, at);
      return at + headerBytes;
    }
    this.#header ??= new Uint8Array(headerBytes);
    const taken = Math.min(headerBytes - this.#offset, end - at);
    for (let i = 0; i < taken; i++) this.#header[this.#offset + i] = bytes[at + i]!;
    this.#offset += taken;
    if (this.#offset === headerBytes) this.#readHeader(this.#header, 0);
    return at + taken;
  }

  #readHeader(bytes: Uint8Array, at: number): void {
    const { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = this.layout;
    const bodyBytes = readInteger(bytes, at + lengthOffset, lengthBytes, bigEndian) - countedBytes;
    this.#id = readInteger(bytes, at + idOffset, idBytes, bigEndian);
    this.#offset = headerBytes;
    this.#frameBytes = headerBytes + bodyBytes;
    this.#isLost = bodyBytes < 0;
  }
}

/** Four bytes are a signed integer, fewer an unsigned one, as in every frame header. */
const readInteger = (bytes: Uint8Array, at: number, width: number, bigEndian: boolean): number => {
  if (width === 4 && !bigEndian) {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
  let value = 0;
  for (let i = 0; i < width; i++) {
    const byte = bytes[bigEndian ? at + i : at + width - 1 - i]!;
    value = (value << 8) | byte;
  }
  return value;
};
