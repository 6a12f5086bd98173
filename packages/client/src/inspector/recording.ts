// Writes the file that server-mock/docs/RECORDING.md draws. A second writer of it, on purpose: the mock's own would bring every
// game that only wants to look at its frames a recorder, and the two witness each other in the tests.

import type { FrameLayout } from '../protocol/frame-layout.ts';
import type { LoggedFrame } from './frame-log.ts';
import { BYTES, DIAL, DOWN, END, FAIL, FINISH, type LineEvent, OPEN } from './line-history.ts';

const MAGIC = [0x4e, 0x4d, 0x52, 0x45, 0x43, 0x1a, 1] as const;

/** A recording, and what could not go into it. */
export interface FrameRecording {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  /** Frames whose bodies were too large to be kept whole. */
  readonly leftOut: number;
}

/** Writes frames, and what happened to their connections meanwhile, as a recording. Both come in order. */
export const createFrameRecording = (
  layout: FrameLayout,
  frames: readonly LoggedFrame[],
  events: readonly LineEvent[],
): FrameRecording => {
  const whole = frames.filter(({ body, length }) => body.length === length);
  // What happened before the oldest frame that is left would only be waited for in a replay.
  const [first, last] = [frames[0]?.seq ?? 0, frames.at(-1)?.seq ?? Number.POSITIVE_INFINITY];
  const around = events.filter(({ order }) => order >= first && order <= last + 1);
  const items = [...around, ...whole].sort((a, b) => orderOf(a) - orderOf(b));
  const file = new RecordingWriter(layout, items[0]?.at ?? 0);
  for (const item of items) {
    if ('tag' in item) tell(file, item);
    else pass(file, item, layout);
  }
  return { bytes: file.finish(), frames: whole.length, leftOut: frames.length - whole.length };
};

const orderOf = (item: LineEvent | LoggedFrame): number => ('tag' in item ? item.order - 0.5 : item.seq);

const pass = (file: RecordingWriter, frame: LoggedFrame, layout: FrameLayout): void => {
  const { at, connection, direction } = frame;
  const bytes = toFrame(layout, frame);
  file.open(at, connection);
  file.record(at, BYTES | (direction === 'in' ? DOWN : 0), connection, varint(bytes.length), bytes);
};

const tell = (file: RecordingWriter, { tag, at, connection, code = 0 }: LineEvent): void => {
  if (tag === OPEN) file.open(at, connection);
  else if (tag <= FAIL) file.dial(at, connection);
  if (tag === FAIL) file.record(at, FAIL, connection);
  // What began before the oldest frame that is left is not told, nor is its end.
  const isEnd = (tag & ~DOWN) === END;
  if (tag > FAIL && file.opened.has(connection)) file.record(at, tag, connection, isEnd ? varint(code) : []);
};

/** Puts the header back in front of a body. */
const toFrame = (layout: FrameLayout, { id, body }: LoggedFrame): Uint8Array => {
  const { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = layout;
  const bytes = new Uint8Array(headerBytes + body.length);
  const put = (offset: number, width: number, value: number): void => {
    for (let i = 0; i < width; i++) bytes[offset + (bigEndian ? width - 1 - i : i)] = value >> (8 * i);
  };
  put(idOffset, idBytes, id);
  put(lengthOffset, lengthBytes, body.length + countedBytes);
  bytes.set(body, headerBytes);
  return bytes;
};

class RecordingWriter {
  readonly opened = new Set<number>();
  readonly #dialled = new Set<number>();
  readonly #bytes: number[] = [];
  readonly #startedAt: number;
  #check = 0;
  #lastUs = 0;

  constructor(layout: FrameLayout, startedAt: number) {
    const { idOffset, idBytes, lengthOffset, lengthBytes, countedBytes, bigEndian } = layout;
    this.#startedAt = startedAt;
    this.#seal([...MAGIC, idOffset, idBytes, lengthOffset, lengthBytes, countedBytes, bigEndian ? 1 : 0]);
  }

  dial(at: number, connection: number): void {
    if (!this.#dialled.has(connection)) this.record(at, DIAL, connection);
    this.#dialled.add(connection);
  }

  open(at: number, connection: number): void {
    this.dial(at, connection);
    if (!this.opened.has(connection)) this.record(at, OPEN, connection, [0]);
    this.opened.add(connection);
  }

  record(at: number, tag: number, connection: number, ...payload: ArrayLike<number>[]): void {
    const us = Math.max(this.#lastUs, Math.round((at - this.#startedAt) * 1000));
    this.#seal([...varint(us - this.#lastUs), tag, ...varint(connection)], ...payload);
    this.#lastUs = us;
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#seal([0, FINISH, 0]);
    return Uint8Array.from(this.#bytes);
  }

  /** Appends the parts and the check of all bytes so far: the CRC-32 of zip. */
  #seal(...parts: ArrayLike<number>[]): void {
    let crc = ~this.#check;
    for (const part of parts) {
      for (let at = 0; at < part.length; at++) {
        this.#bytes.push(part[at]!);
        crc ^= part[at]!;
        for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      }
    }
    this.#check = ~crc;
    for (let i = 0; i < 4; i++) this.#bytes.push((this.#check >>> (8 * i)) & 0xff);
  }
}

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  // Times reach beyond 32 bits, where shifts do not.
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
};
