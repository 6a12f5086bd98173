import type { FrameLayout } from '@netmgr/client/protocol';
import { crc32 } from './crc32.ts';
import type { LineEvent } from './recorded-event.ts';
import { CHECK_BYTES, DOWN_BIT, layoutToBytes, MAGIC, MAX_LABEL_BYTES, TAG, VERSION } from './recording-format.ts';

const NOTHING: Readonly<Uint8Array> = new Uint8Array(0);
/** Bytes of the longest row of numbers in front of a payload: three varints of eight bytes and a tag. */
const MAX_NUMBER_BYTES = 25;

/** Turns events into the bytes of a recording. Every result is an array of its own. */
export class RecordingEncoder {
  #check = 0;
  #lastAt = 0;

  /** Writes the header, which comes first. */
  header(layout: FrameLayout): Uint8Array {
    const fields = [...MAGIC, VERSION, ...layoutToBytes(layout)];
    const bytes = new Uint8Array(fields.length + CHECK_BYTES);
    bytes.set(fields);
    return this.#seal(bytes, fields.length);
  }

  /** Writes an event; `at` is in whole microseconds and never goes back. */
  event(at: number, connection: number, event: LineEvent): Uint8Array {
    const down = 'direction' in event && event.direction === 'down' ? DOWN_BIT : 0;
    return this.#record(at, TAG[event.kind] | down, connection, event);
  }

  /** Writes the last record. */
  finish(at: number): Uint8Array {
    return this.#record(at, TAG.finish, 0);
  }

  #record(at: number, tag: number, connection: number, event?: LineEvent): Uint8Array {
    const payload = payloadOf(event);
    const bytes = new Uint8Array(MAX_NUMBER_BYTES + payload.length + CHECK_BYTES);
    let end = writeVarint(bytes, 0, at - this.#lastAt);
    this.#lastAt = at;
    bytes[end++] = tag;
    end = writeVarint(bytes, end, connection);
    if (event?.kind === 'end') end = writeVarint(bytes, end, event.code ?? 0);
    if (event?.kind === 'bytes' || event?.kind === 'open') end = writeVarint(bytes, end, payload.length);
    bytes.set(payload, end);
    return this.#seal(bytes, end + payload.length);
  }

  /** The check covers all bytes of the recording so far but the checks themselves, so that no record can be missing. */
  #seal(bytes: Uint8Array, end: number): Uint8Array {
    this.#check = crc32(bytes, 0, end, this.#check);
    for (let i = 0; i < CHECK_BYTES; i++) bytes[end + i] = this.#check >>> (8 * i);
    return bytes.subarray(0, end + CHECK_BYTES);
  }
}

const payloadOf = (event: LineEvent | undefined): Readonly<Uint8Array> => {
  if (event?.kind === 'bytes') return event.bytes;
  return event?.kind === 'open' ? labelToBytes(event.label) : NOTHING;
};

/** Cuts a label that is too long at the end of a character. */
const labelToBytes = (label: string): Uint8Array => {
  const target = new Uint8Array(MAX_LABEL_BYTES);
  return target.subarray(0, new TextEncoder().encodeInto(label, target).written);
};

const writeVarint = (bytes: Uint8Array, start: number, value: number): number => {
  let at = start;
  let rest = value;
  // Numbers reach beyond 32 bits, where shifts do not.
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
  bytes[at++] = rest;
  return at;
};
