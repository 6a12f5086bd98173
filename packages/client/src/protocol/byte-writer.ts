// A slab that is filled from the front: | taken | pending | free |. Bytes that `take()` handed out are never written again,
// so they can wait in a socket without a copy. A slab without room is left to its takers and a new one begins with the pending bytes.

import { UsageError } from '../errors.ts';
import { MAX_NESTING } from './constants.ts';
import { badValue } from './field-errors.ts';
import { findUtf8Write, SHORT_STRING, type Utf8Write, writeShort } from './utf8.ts';

const MAX_SLAB_BYTES = 65_536;
/** A slab costs as much as ten small batches, so one that more than tiny batches go to is no smaller than this. */
const BUSY_SLAB_BYTES = 8192;
const TINY_BATCH = 16;

/** Collects bytes to send: little-endian numbers, strings and raw bytes. Refuses what does not fit with `BAD_VALUE`. */
export class ByteWriter {
  readonly #initialCapacity: number;
  #bytes!: Uint8Array;
  #view!: DataView;
  #capacity = 0;
  #start = 0;
  #end = 0;
  #depth = 0;
  #inFrame = false;
  #utf8Write: Utf8Write | undefined;

  /** Allocates nothing until the first write; no slab is smaller than `initialCapacity` bytes. */
  constructor(initialCapacity = 256) {
    this.#initialCapacity = initialCapacity;
  }

  /** Counts the bytes written since the last `take()`. */
  get position(): number {
    return this.#end - this.#start;
  }

  /** Hands out the pending bytes as a view, without a copy, and starts anew behind them. */
  take(): Uint8Array {
    this.#refuseInFrame();
    const taken = this.#bytes?.subarray(this.#start, this.#end) ?? new Uint8Array(0);
    this.#start = this.#end;
    return taken;
  }

  /** Forgets the bytes written after `position`. */
  rewind(position: number): void {
    this.#end = this.#pending(position, 0);
  }

  /** Opens a frame and returns its position. Until `endFrame`, neither another frame nor `take()` is allowed: `REENTRANT_CALL`. */
  beginFrame(): number {
    this.#refuseInFrame();
    this.#inFrame = true;
    return this.position;
  }

  /** Ends what `beginFrame` began. */
  endFrame(): void {
    this.#inFrame = false;
    this.#depth = 0;
  }

  /** Goes one value of a recursive type deeper; `BAD_VALUE` beyond 100. */
  enter(): void {
    if (++this.#depth > MAX_NESTING) throw new UsageError('BAD_VALUE', `nests deeper than ${MAX_NESTING}`);
  }

  /** Comes back from what `enter` entered. */
  leave(): void {
    this.#depth--;
  }

  /** Writes 0 to 255. */
  byte(value: number): void {
    this.#integer(value, 0, 0xff, 'a byte');
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  /** Writes −128 to 127. */
  sbyte(value: number): void {
    this.#integer(value, -0x80, 0x7f, 'an sbyte');
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  /** Writes one byte, 1 or 0. */
  bool(value: boolean): void {
    if (typeof value !== 'boolean') throw badValue(value, 'a bool');
    const at = this.reserve(1);
    this.#bytes[at] = value ? 1 : 0;
  }

  /** Writes 16 bits, signed. */
  short(value: number): void {
    this.#integer(value, -0x8000, 0x7fff, 'a short');
    const at = this.reserve(2);
    this.#view.setInt16(at, value, true);
  }

  /** Writes 16 bits, unsigned. */
  ushort(value: number): void {
    this.#integer(value, 0, 0xffff, 'a ushort');
    const at = this.reserve(2);
    this.#view.setUint16(at, value, true);
  }

  /** Writes 32 bits, signed. */
  int(value: number): void {
    if (typeof value !== 'number' || value !== (value | 0)) throw badValue(value, 'an int');
    const at = this.reserve(4);
    this.#view.setInt32(at, value, true);
  }

  /** Writes 32 bits, unsigned. */
  uint(value: number): void {
    this.#integer(value, 0, 0xffff_ffff, 'a uint');
    const at = this.reserve(4);
    this.#view.setUint32(at, value, true);
  }

  /** Writes 32 bits of floating point, rounded; refuses a finite number that would become infinite. */
  float(value: number): void {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Number.isFinite(Math.fround(value))))
      throw badValue(value, 'a float');
    const at = this.reserve(4);
    this.#view.setFloat32(at, value, true);
  }

  /** Writes 64 bits of floating point. */
  double(value: number): void {
    if (typeof value !== 'number') throw badValue(value, 'a double');
    const at = this.reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  /** Writes 64 bits, signed. */
  long(value: bigint): void {
    if (typeof value !== 'bigint' || value !== BigInt.asIntN(64, value)) throw badValue(value, 'a long (bigint)');
    const at = this.reserve(8);
    this.#view.setBigInt64(at, value, true);
  }

  /** Writes 64 bits, unsigned. */
  ulong(value: bigint): void {
    if (typeof value !== 'bigint' || value !== BigInt.asUintN(64, value)) throw badValue(value, 'a ulong (bigint)');
    const at = this.reserve(8);
    this.#view.setBigUint64(at, value, true);
  }

  /** Writes a safe integer as 64 bits, signed. */
  longAsNumber(value: number): void {
    if (!Number.isSafeInteger(value)) throw badValue(value, 'a safe integer');
    const at = this.reserve(8);
    this.#view.setUint32(at, value % 2 ** 32, true);
    this.#view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
  }

  /** Writes the byte count as an int, then UTF-8; a lone surrogate becomes U+FFFD. */
  string(value: string): void {
    if (typeof value !== 'string') throw badValue(value, 'a string');
    const at = this.reserve(4 + value.length * 3) + 4;
    const end = this.text(at, value);
    this.#view.setInt32(at - 4, end - at, true);
    this.#end = end;
  }

  /** Writes the byte count as an int, then the bytes. */
  bytes(value: Uint8Array): void {
    this.int(binary(value).length);
    this.raw(value);
  }

  /** Writes the bytes alone. */
  raw(value: Uint8Array): void {
    const { length } = binary(value);
    const at = this.reserve(length);
    this.#bytes.set(value, at);
  }

  /** Writes how many elements follow, as a short or an int. */
  count(kind: 'short' | 'int', count: number): void {
    this.#integer(count, 0, kind === 'int' ? 0x7fff_ffff : 0x7fff, `a count that fits ${kind}`);
    this[kind](count);
  }

  /** Makes room for `length` bytes, to be filled by `setField` or in `view`, and returns their offset in `view`. */
  reserve(length: number): number {
    const at = this.#end;
    const after = at + length;
    if (after > this.#capacity) return this.#grow(length);
    this.#end = after;
    return at;
  }

  /** Shows the slab that `reserve` points into. Each write may begin a new slab, so ask again after it. */
  get view(): DataView {
    return this.#view;
  }

  /** Writes UTF-8 at an offset of `view` and returns the offset behind it. `reserve` has made room: three bytes for each unit of `value`. */
  text(at: number, value: string): number {
    if (value.length <= SHORT_STRING) return writeShort(this.#bytes, at, value);
    this.#utf8Write ??= findUtf8Write();
    return this.#utf8Write(this.#bytes, at, value);
  }

  /** Puts an int at a pending position. */
  setInt(position: number, value: number): void {
    this.setField(position, value, 4, false);
  }

  /** Puts an integer of one to four bytes at a pending position. */
  setField(position: number, value: number, width: number, bigEndian: boolean): void {
    const at = this.#pending(position, width);
    if (width === 4) this.#view.setInt32(at, value, !bigEndian);
    else for (let i = 0; i < width; i++) this.#bytes[at + (bigEndian ? width - 1 - i : i)] = value >> (8 * i);
  }

  /** Tells where a pending position lies in the slab. */
  #pending(position: number, length: number): number {
    if (position >= 0 && position + length <= this.position) return this.#start + position;
    throw badValue(position, 'a pending position');
  }

  #integer(value: number, min: number, max: number, expected: string): void {
    if (!(Number.isInteger(value) && value >= min && value <= max)) throw badValue(value, expected);
  }

  #refuseInFrame(): void {
    if (this.#inFrame) throw new UsageError('REENTRANT_CALL', 'a message is being written');
  }

  /** Reserves in a new slab. */
  #grow(length: number): number {
    const pending = this.position;
    const needed = pending + length;
    let capacity = this.#initialCapacity;
    // Room for about sixteen batches like this one, so that a quiet connection never holds a large slab.
    if (needed > TINY_BATCH) capacity = Math.max(capacity, BUSY_SLAB_BYTES, Math.min(MAX_SLAB_BYTES, 16 * needed));
    while (capacity < needed) capacity *= 2;
    const bytes = new Uint8Array(capacity);
    if (pending > 0) bytes.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
    this.#capacity = capacity;
    this.#start = 0;
    this.#end = needed;
    return pending;
  }
}

const binary = (value: Uint8Array): Uint8Array => {
  if (ArrayBuffer.isView(value) && value.BYTES_PER_ELEMENT === 1) return value;
  throw badValue(value, 'a Uint8Array');
};
