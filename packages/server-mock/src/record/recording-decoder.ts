// Bytes of a recording in, events out. Invariant between pushes: #buffer[0, #filled) is the front of one header or record that is
// not complete, and #offset bytes before it are sound. Total: whatever comes, a push ends with events, a RecordingError or both.

import type { FrameLayout } from '@netmgr/client/protocol';
import { crc32 } from './crc32.ts';
import { RecordReader } from './record-reader.ts';
import type { LineEvent, RecordedEvent } from './recorded-event.ts';
import { RecordingError } from './recording-error.ts';
import {
  CHECK_BYTES,
  DOWN_BIT,
  HEADER_BYTES,
  layoutFromBytes,
  MAGIC,
  MAX_CLOSE_CODE,
  MAX_LABEL_BYTES,
  MAX_PIECE_BYTES,
  TAG,
  VERSION,
} from './recording-format.ts';

/** Hears what a recording holds. */
export interface RecordingListener {
  /** The header was read. Once, before any event. */
  onHeader(layout: FrameLayout): void;
  /** One more event was read. Its bytes are its own. */
  onEvent(event: RecordedEvent): void;
}

/** Reads a recording in pieces of any size. */
export class RecordingDecoder {
  readonly #listener: RecordingListener;
  #buffer: Uint8Array = new Uint8Array(256);
  #filled = 0;
  #offset = 0;
  #check = 0;
  #atUs = 0;
  #state: 'header' | 'records' | 'finished' = 'header';
  #failure: RecordingError | undefined;

  constructor(listener: RecordingListener) {
    this.#listener = listener;
  }

  /** Takes the next bytes. Throws RecordingError where they are not sound; each later call then throws the same error. */
  push(chunk: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#append(chunk);
    let at = 0;
    try {
      for (let next = this.#read(at); next > at; next = this.#read(at)) {
        this.#offset += next - at;
        at = next;
      }
    } finally {
      this.#buffer.copyWithin(0, at, this.#filled);
      this.#filled -= at;
    }
  }

  /** Says that there are no more bytes. Throws RecordingError unless the recording is finished. */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#state === 'header') throw this.#fail('NOT_A_RECORDING', 'it ends before its header does');
    if (this.#state === 'finished') return;
    const where = this.#filled === 0 ? 'between two records' : 'inside a record';
    throw this.#fail('CUT_SHORT', `it ends ${where}; the record that finishes it is missing`);
  }

  /** Reads one item and returns where the next one begins, or `at` when more bytes are needed. */
  #read(at: number): number {
    if (at === this.#filled) return at;
    if (this.#state === 'header') return this.#readHeader();
    if (this.#state === 'finished') throw this.#fail('DAMAGED', 'bytes follow the record that finishes it');
    return this.#readRecord(at);
  }

  #readHeader(): number {
    const known = [...MAGIC, VERSION];
    for (let i = 0; i < Math.min(known.length, this.#filled); i++) {
      if (this.#buffer[i] === known[i]) continue;
      if (i < MAGIC.length) throw this.#fail('NOT_A_RECORDING', 'it does not begin like one');
      throw this.#fail('UNKNOWN_VERSION', `its version is ${this.#buffer[i]}, known is ${VERSION}`);
    }
    if (this.#filled < HEADER_BYTES) return 0;
    this.#verify(0, HEADER_BYTES - CHECK_BYTES);
    const layout = layoutFromBytes(this.#buffer, known.length);
    if (layout === undefined) throw this.#fail('DAMAGED', 'its header holds no frame layout');
    this.#state = 'records';
    this.#listener.onHeader(layout);
    return HEADER_BYTES;
  }

  #readRecord(at: number): number {
    const reader = new RecordReader(this.#buffer, at, this.#filled);
    const fields = readFields(reader);
    if (reader.problem !== undefined) throw this.#fail('DAMAGED', reader.problem);
    const end = reader.at;
    if (fields === undefined || end + CHECK_BYTES > this.#filled) return at;
    this.#verify(at, end);
    const { deltaUs, connection, event } = fields;
    this.#atUs += deltaUs;
    if (event === 'finish') this.#state = 'finished';
    else this.#listener.onEvent({ ...event, connection, at: this.#atUs / 1000 });
    return end + CHECK_BYTES;
  }

  #verify(start: number, end: number): void {
    const check = crc32(this.#buffer, start, end, this.#check);
    for (let i = 0; i < CHECK_BYTES; i++) {
      if (this.#buffer[end + i] !== ((check >>> (8 * i)) & 0xff)) {
        throw this.#fail('DAMAGED', 'the bytes that follow do not fit their check');
      }
    }
    this.#check = check;
  }

  #fail(code: 'NOT_A_RECORDING' | 'UNKNOWN_VERSION' | 'DAMAGED' | 'CUT_SHORT', detail: string): RecordingError {
    this.#failure = new RecordingError(code, this.#offset, detail);
    return this.#failure;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#filled));
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#filled);
    this.#filled = needed;
  }
}

interface RecordFields {
  readonly deltaUs: number;
  readonly connection: number;
  readonly event: LineEvent | 'finish';
}

/** Reads a record up to its check; `undefined` when it goes on beyond the bytes, or has a problem. */
const readFields = (reader: RecordReader): RecordFields | undefined => {
  const deltaUs = reader.varint('a time', Number.MAX_SAFE_INTEGER);
  const tag = reader.byte();
  const connection = reader.varint('a connection', 0xffff_ffff);
  if (deltaUs === undefined || tag === undefined || connection === undefined) return undefined;
  const event = readEvent(reader, tag);
  return event === undefined ? undefined : { deltaUs, connection, event };
};

const readEvent = (reader: RecordReader, tag: number): LineEvent | 'finish' | undefined => {
  const direction = (tag & DOWN_BIT) === 0 ? 'up' : 'down';
  switch (tag) {
    case TAG.dial:
      return { kind: 'dial' };
    case TAG.fail:
      return { kind: 'fail' };
    case TAG.finish:
      return 'finish';
    case TAG.open: {
      const bytes = reader.bytes('a label', MAX_LABEL_BYTES);
      return bytes && { kind: 'open', label: new TextDecoder().decode(bytes) };
    }
  }
  switch (tag & ~DOWN_BIT) {
    case TAG.bytes: {
      const bytes = reader.bytes('a piece', MAX_PIECE_BYTES);
      return bytes && { kind: 'bytes', direction, bytes };
    }
    case TAG.end: {
      const code = reader.varint('a close code', MAX_CLOSE_CODE);
      return code === undefined ? undefined : { kind: 'end', direction, code: code === 0 ? undefined : code };
    }
    case TAG.reset:
      return { kind: 'reset', direction };
    case TAG.violation:
      return { kind: 'violation', direction };
    default:
      reader.problem ??= `there is no record with the tag ${tag}`;
      return undefined;
  }
};
