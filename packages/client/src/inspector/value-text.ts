// Values come from the network and from types that others wrote: of any size and depth, also in circles. Both ways here end soon all the same.

import { toHex } from './hex-text.ts';

const MAX_DEPTH = 12;
const MAX_VALUES = 20_000;
const BRIEF_VALUES = 40;
const BRIEF_BYTES = 16;
const BRIEF_TEXT = 200;
const MORE = '…';

/** What may still be written, and whether what is long is cut. */
interface Room {
  values: number;
  readonly isBrief: boolean;
}

/** Turns a decoded value into what JSON can say: a bigint becomes its digits, bytes become hex, a map its entries. */
export const toPlain = (value: unknown): unknown => plainOf(value, { values: MAX_VALUES, isBrief: false }, 0);

/** Writes a value on one line, and only the front of it when it is long. */
export const summarize = (value: unknown): string => {
  const plain = plainOf(value, { values: BRIEF_VALUES, isBrief: true }, 0);
  const text = (JSON.stringify(plain, undefined, 1) ?? '').replace(/\n */g, ' ').replace(/"(\w+)": /g, '$1 ');
  return text.startsWith('{ ') ? text.slice(2, -2) : text;
};

const plainOf = (value: unknown, room: Room, depth: number): unknown => {
  room.values--;
  if (typeof value === 'number') return numberOf(value, room);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return room.isBrief ? cut(value, BRIEF_TEXT) : value;
  // A function may be a toJSON, which would have the word.
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (value instanceof Uint8Array) {
    return room.isBrief && value.length > BRIEF_BYTES ? toHex(value.subarray(0, BRIEF_BYTES)) + MORE : toHex(value);
  }
  if (depth > MAX_DEPTH || room.values < 0) return MORE;
  if (Symbol.iterator in value) return listOf(value as Iterable<unknown>, room, depth);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainOf(item, room, depth + 1)]));
};

const listOf = (items: Iterable<unknown>, room: Room, depth: number): unknown[] => {
  const list: unknown[] = [];
  for (const item of items) {
    if (room.values <= 0) return [...list, MORE];
    list.push(plainOf(item, room, depth + 1));
  }
  return list;
};

/** Leaves out the digits that a 32-bit float has only as a 64-bit one, where it is brief. */
const numberOf = (value: number, { isBrief }: Room): number | string => {
  if (!Number.isFinite(value)) return String(value);
  const isFloat = Math.fround(value) === value && !Number.isInteger(value);
  return isBrief && isFloat ? Number(value.toPrecision(7)) : value;
};

const cut = (text: string, length: number): string => (text.length > length ? text.slice(0, length) + MORE : text);
