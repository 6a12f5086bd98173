// Total: whatever the bytes are, a read gives a value or throws a ProtocolError, and never reads outside [start, end).

import { ProtocolError } from '../errors.ts';
import { MAX_NESTING } from './constants.ts';
import { copyBytes } from './copy-bytes.ts';
import { badValue } from './field-errors.ts';
import { findUtf8Read, readUtf8, SHORT_STRING, type Utf8Read } from './utf8.ts';

/** Reads little-endian numbers, strings and raw bytes from a body. */
export class ByteReader {
  #bytes!: Uint8Array;
  #position = 0;
  #end = 0;
  #depth = 0;
  // Made only for fields that need one, and kept for all bodies of a chunk: making one costs more than reading ten ints.
  #view!: DataView;
  #viewOf: Uint8Array | undefined;
  #utf8Read: Utf8Read | undefined;

  /** Starts at the front of `bytes`, or of the part of them that is given. */
  constructor(bytes?: Uint8Array, start?: number, end?: number) {
    if (bytes) this.reset(bytes, start, end);
  }

  /** Starts anew on other bytes, which are read in place. */
  reset(bytes: Uint8Array, start = 0, end: number = bytes.length): this {
    if (!(start >= 0 && start <= end && end <= bytes.length)) {
      throw badValue(`${start} to ${end}`, `a part of ${bytes.length} bytes`);
    }
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
    this.#depth = 0;
    return this;
  }

  /** Counts the bytes not read yet. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  /** Goes one value of a recursive type deeper; `NESTING_TOO_DEEP` beyond 100. */
  enter(): void {
    if (++this.#depth > MAX_NESTING) throw new ProtocolError('NESTING_TOO_DEEP', `nests deeper than ${MAX_NESTING}`);
  }

  /** Comes back from what `enter` entered. */
  leave(): void {
    this.#depth--;
  }

  /** Reads 0 to 255. */
  byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  /** Reads −128 to 127. */
  sbyte(): number {
    return (this.byte() << 24) >> 24;
  }

  /** Reads one byte; anything but 0 is true. */
  bool(): boolean {
    return this.byte() !== 0;
  }

  /** Reads 16 bits, signed. */
  short(): number {
    return (this.ushort() << 16) >> 16;
  }

  /** Reads 16 bits, unsigned. */
  ushort(): number {
    const at = this.#take(2);
    return this.#bytes[at]! | (this.#bytes[at + 1]! << 8);
  }

  /** Reads 32 bits, signed. */
  int(): number {
    const at = this.#take(4);
    const bytes = this.#bytes;
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }

  /** Reads 32 bits, unsigned. */
  uint(): number {
    return this.int() >>> 0;
  }

  /** Reads 32 bits of floating point. */
  float(): number {
    return this.view.getFloat32(this.#take(4), true);
  }

  /** Reads 64 bits of floating point. */
  double(): number {
    return this.view.getFloat64(this.#take(8), true);
  }

  /** Reads 64 bits, signed. */
  long(): bigint {
    return this.view.getBigInt64(this.#take(8), true);
  }

  /** Reads 64 bits, unsigned. */
  ulong(): bigint {
    return this.view.getBigUint64(this.#take(8), true);
  }

  /** Reads 64 bits, signed, and refuses what is not a safe integer with `UNSAFE_INTEGER`. */
  longAsNumber(): number {
    const low = this.uint();
    const value = this.int() * 2 ** 32 + low;
    if (!Number.isSafeInteger(value)) throw new ProtocolError('UNSAFE_INTEGER', `${value} is not a safe integer`);
    return value;
  }

  /** Reads a byte count (int), then strict UTF-8. */
  string(): string {
    const length = this.int();
    const at = this.#take(length, 'declared');
    const text = this.text(at, this.#position);
    if (text === undefined) throw new ProtocolError('BAD_UTF8', `a string of ${length} bytes is not UTF-8`);
    return text;
  }

  /** Reads a byte count (int), then a copy of the bytes. */
  bytes(): Uint8Array {
    return this.raw(this.int());
  }

  /** Reads a copy of the next `length` bytes. */
  raw(length: number): Uint8Array {
    const at = this.#take(length, 'declared');
    return copyBytes(this.#bytes, at, this.#position);
  }

  /** Reads how many elements follow; `BAD_COUNT` when so many of at least `minBytesPerElement` (at least 1) cannot. */
  count(kind: 'short' | 'int', minBytesPerElement: number): number {
    const count = kind === 'int' ? this.int() : this.short();
    const least = Math.max(1, minBytesPerElement);
    if (count < 0 || count * least > this.remaining) {
      throw new ProtocolError(
        'BAD_COUNT',
        `${count} elements of ${least} bytes or more declared, ${this.remaining} bytes remain`,
      );
    }
    return count;
  }

  /** Shows the bytes that are being read; offsets count from its start. */
  get source(): Uint8Array {
    return this.#bytes;
  }

  /** Shows `source` as a `DataView`. */
  get view(): DataView {
    const bytes = this.#bytes;
    if (this.#viewOf !== bytes) {
      this.#viewOf = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }

  /** Tells where the next value begins in `source`. */
  get offset(): number {
    return this.#position;
  }

  /** Tells where the body ends in `source`. */
  get end(): number {
    return this.#end;
  }

  /** Goes on at an offset of `source` inside the body. */
  moveTo(offset: number): void {
    if (offset >>> 0 > this.#end) refuseOffset(offset);
    this.#position = offset;
  }

  /** Reads UTF-8 that stands between two offsets of `source`, or gives `undefined` when it is none. */
  text(at: number, end: number): string | undefined {
    if (end - at <= SHORT_STRING) return readUtf8(this.#bytes, at, end);
    this.#utf8Read ??= findUtf8Read();
    return this.#utf8Read(this.#bytes, at, end);
  }

  /** Goes past the next bytes, or refuses a length before anything is made of it. */
  #take(length: number, what = 'needed'): number {
    const at = this.#position;
    const after = at + length;
    if (!(length >= 0 && after <= this.#end)) throw this.#misfit(length, what);
    this.#position = after;
    return at;
  }

  #misfit(length: number, what: string): ProtocolError {
    const code = length < 0 ? 'BAD_COUNT' : 'BODY_TOO_SHORT';
    return new ProtocolError(code, `${length} bytes ${what}, ${this.remaining} remain`);
  }
}

/** Apart, so that callers stay small enough to be inlined. */
const refuseOffset = (offset: number): never => {
  throw badValue(offset, 'an offset of the body');
};
