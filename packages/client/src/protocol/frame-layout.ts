import { UsageError } from '../errors.ts';
import { DEFAULT_MAX_BODY_BYTES } from './constants.ts';

const WIDTHS = { u8: 1, u16: 2, u24: 3, i32: 4 } as const;

/** An integer of a frame header; `i32` is the only signed one. */
export type HeaderField = keyof typeof WIDTHS;

/** Describes a frame header. */
export interface FrameLayoutOptions {
  /** What the header holds, in order; `length-only` frames carry no id and are delivered with id 0. @default 'id-first' */
  readonly order?: 'id-first' | 'length-first' | 'length-only';
  /** How the id is written. @default 'i32' */
  readonly id?: HeaderField;
  /** How the length is written. @default 'i32' */
  readonly length?: HeaderField;
  /** The byte order of both; bodies are always little-endian. @default 'little' */
  readonly byteOrder?: 'little' | 'big';
  /** What the length counts. @default 'body' */
  readonly lengthCounts?: 'body' | 'id+body' | 'frame';
}

/** A frame header in numbers, made by `defineFrameLayout`. */
export interface FrameLayout {
  /** Where the id starts. */
  readonly idOffset: number;
  /** Bytes of the id; 0 when there is none. */
  readonly idBytes: number;
  /** Where the length starts. */
  readonly lengthOffset: number;
  /** Bytes of the length. */
  readonly lengthBytes: number;
  /** Bytes of the whole header. */
  readonly headerBytes: number;
  /** How many header bytes the length counts beside the body. */
  readonly countedBytes: number;
  /** Tells that the most significant byte comes first. */
  readonly bigEndian: boolean;
}

/** Makes a layout and refuses what is none with `BAD_OPTION`. */
export const defineFrameLayout = (options: FrameLayoutOptions = {}): FrameLayout => {
  const { order = 'id-first', byteOrder = 'little', lengthCounts = 'body' } = options;
  choose('order', order, ['id-first', 'length-first', 'length-only']);
  choose('byteOrder', byteOrder, ['little', 'big']);
  choose('lengthCounts', lengthCounts, ['body', 'id+body', 'frame']);
  const idBytes = order === 'length-only' ? 0 : width('id', options.id);
  const lengthBytes = width('length', options.length);
  const headerBytes = idBytes + lengthBytes;
  return {
    idOffset: order === 'id-first' ? 0 : lengthBytes,
    idBytes,
    lengthOffset: order === 'id-first' ? idBytes : 0,
    lengthBytes,
    headerBytes,
    countedBytes: lengthCounts === 'body' ? 0 : lengthCounts === 'frame' ? headerBytes : idBytes,
    bigEndian: byteOrder === 'big',
  };
};

/** The layouts known by name. `unity`: id, then body length, both int32 little-endian. */
export const FRAME_LAYOUTS: { readonly unity: FrameLayout } = {
  unity: {
    idOffset: 0,
    idBytes: 4,
    lengthOffset: 4,
    lengthBytes: 4,
    headerBytes: 8,
    countedBytes: 0,
    bigEndian: false,
  },
};

/** Tells the largest number that a header field of `width` bytes holds. */
export const maxOfWidth = (width: number): number => (width === 4 ? 0x7fff_ffff : 2 ** (8 * width) - 1);

/** Reads an integer of a header; four bytes are signed, fewer are not, none are 0. */
export const readHeaderField = (bytes: Uint8Array, at: number, width: number, bigEndian: boolean): number => {
  if (width === 4 && !bigEndian) {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
  let value = 0;
  for (let i = 0; i < width; i++) value |= bytes[at + i]! << (8 * (bigEndian ? width - 1 - i : i));
  return value;
};

/** Checks a `maxBodyBytes` option and fills in its default. */
export const checkMaxBodyBytes = (maxBodyBytes: number = DEFAULT_MAX_BODY_BYTES): number => {
  if (Number.isInteger(maxBodyBytes) && maxBodyBytes >= 0 && maxBodyBytes <= maxOfWidth(4)) return maxBodyBytes;
  throw new UsageError('BAD_OPTION', `maxBodyBytes: ${maxBodyBytes} is not an integer from 0 to ${maxOfWidth(4)}`);
};

const choose = (name: string, value: string, allowed: readonly string[]): void => {
  if (!allowed.includes(value)) throw new UsageError('BAD_OPTION', `${name}: ${value} is none of ${allowed}`);
};

const width = (name: string, field: HeaderField = 'i32'): number => {
  choose(name, field, Object.keys(WIDTHS));
  return WIDTHS[field];
};
