// The independent witness: written from packages/client/docs/PROTOCOL.md alone, by hand, without anything of the packages. It is slow and plain on purpose:
// bytes are lists of numbers, integers are summed up digit by digit, floats and UTF-8 are taken apart by their definitions.

/** Names the rule that some bytes break, by the code that PROTOCOL.md gives it. */
export class Violation extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A frame header, in the words of PROTOCOL.md. */
export interface HeaderLayout {
  readonly order: 'id-first' | 'length-first' | 'length-only';
  readonly id: 'u8' | 'u16' | 'u24' | 'i32';
  readonly length: 'u8' | 'u16' | 'u24' | 'i32';
  readonly byteOrder: 'little' | 'big';
  readonly lengthCounts: 'body' | 'id+body' | 'frame';
}

/** The layout that is used when nothing is said. */
export const UNITY: HeaderLayout = {
  order: 'id-first',
  id: 'i32',
  length: 'i32',
  byteOrder: 'little',
  lengthCounts: 'body',
};

/** A frame as its id and the bytes of its body. */
export interface ReferenceFrame {
  readonly id: number;
  readonly body: readonly number[];
}

/** What came out of a stream: its complete frames, the rule that it broke, and how many bytes wait for more. */
export interface ReferenceStream {
  readonly frames: readonly ReferenceFrame[];
  readonly violation: string | undefined;
  readonly waiting: number;
}

const WIDTH = { u8: 1, u16: 2, u24: 3, i32: 4 } as const;

/** Cuts a whole stream into frames. */
export const referenceFrames = (
  stream: readonly number[],
  layout: HeaderLayout = UNITY,
  maxBodyBytes = 1_048_576,
): ReferenceStream => {
  const idWidth = layout.order === 'length-only' ? 0 : WIDTH[layout.id];
  const lengthWidth = WIDTH[layout.length];
  const counted = { body: 0, 'id+body': idWidth, frame: idWidth + lengthWidth }[layout.lengthCounts];
  const frames: ReferenceFrame[] = [];
  let rest = stream;
  while (rest.length >= idWidth + lengthWidth) {
    const header = rest.slice(0, idWidth + lengthWidth);
    const idBytes = layout.order === 'id-first' ? header.slice(0, idWidth) : header.slice(lengthWidth);
    const lengthBytes = layout.order === 'id-first' ? header.slice(idWidth) : header.slice(0, lengthWidth);
    const bodyLength = headerInteger(lengthBytes, layout.byteOrder) - counted;
    if (bodyLength < 0) return { frames, violation: 'BAD_LENGTH', waiting: 0 };
    if (bodyLength > maxBodyBytes) return { frames, violation: 'FRAME_TOO_LARGE', waiting: 0 };
    if (rest.length < header.length + bodyLength) break;
    frames.push({
      id: headerInteger(idBytes, layout.byteOrder),
      body: rest.slice(header.length, header.length + bodyLength),
    });
    rest = rest.slice(header.length + bodyLength);
  }
  return { frames, violation: undefined, waiting: rest.length };
};

const headerInteger = (bytes: readonly number[], byteOrder: 'little' | 'big'): number => {
  const little = byteOrder === 'little' ? bytes : bytes.toReversed();
  return Number(little.length === 4 ? signed(little) : unsigned(little));
};

const unsigned = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte, place) => sum + BigInt(byte) * 256n ** BigInt(place), 0n);

const signed = (bytes: readonly number[]): bigint => {
  const value = unsigned(bytes);
  const half = 256n ** BigInt(bytes.length) / 2n;
  return value >= half ? value - 2n * half : value;
};

/** A field type, in the words of PROTOCOL.md. */
export type ReferenceType =
  | 'byte'
  | 'sbyte'
  | 'bool'
  | 'short'
  | 'ushort'
  | 'int'
  | 'uint'
  | 'long'
  | 'ulong'
  | 'longAsNumber'
  | 'float'
  | 'double'
  | 'string'
  | 'bytes'
  | { readonly enum: readonly number[] }
  | { readonly list: ReferenceType; readonly count: 'short' | 'int' }
  | { readonly map: readonly [ReferenceType, ReferenceType]; readonly count: 'short' | 'int' }
  | { readonly optional: ReferenceType }
  | { readonly struct: readonly (readonly [string, ReferenceType])[] }
  | { readonly reference: () => ReferenceType };

/** Reads one body and everything of it. */
export const referenceBody = (
  type: ReferenceType,
  body: readonly number[],
  trailing: 'error' | 'ignore' = 'error',
): unknown => {
  const cursor = { left: body, depth: 0 };
  const value = readValue(type, cursor);
  if (cursor.left.length > 0 && trailing === 'error') throw new Violation('TRAILING_BYTES');
  return value;
};

interface Cursor {
  left: readonly number[];
  depth: number;
}

const next = (cursor: Cursor, count: number): readonly number[] => {
  if (count > cursor.left.length) throw new Violation('BODY_TOO_SHORT');
  const taken = cursor.left.slice(0, count);
  cursor.left = cursor.left.slice(count);
  return taken;
};

const readValue = (type: ReferenceType, cursor: Cursor): unknown => {
  if (typeof type === 'string') return READERS[type](cursor);
  if ('enum' in type) {
    const value = Number(signed(next(cursor, 4)));
    if (!type.enum.includes(value)) throw new Violation('BAD_ENUM');
    return value;
  }
  if ('list' in type) return repeat(type.count, fewestBytes(type.list), cursor, () => readValue(type.list, cursor));
  if ('map' in type) {
    const [key, value] = type.map;
    const fewest = fewestBytes(key) + fewestBytes(value);
    return new Map(
      repeat(type.count, fewest, cursor, () => [readValue(key, cursor), readValue(value, cursor)] as const),
    );
  }
  if ('optional' in type) return READERS.bool(cursor) ? readValue(type.optional, cursor) : undefined;
  if ('struct' in type) return Object.fromEntries(type.struct.map(([name, field]) => [name, readValue(field, cursor)]));
  cursor.depth += 1;
  if (cursor.depth > 100) throw new Violation('NESTING_TOO_DEEP');
  const value = readValue(type.reference(), cursor);
  cursor.depth -= 1;
  return value;
};

const repeat = <T>(kind: 'short' | 'int', fewest: number, cursor: Cursor, read: () => T): T[] => {
  const count = Number(signed(next(cursor, kind === 'short' ? 2 : 4)));
  if (count < 0 || count * fewest > cursor.left.length) throw new Violation('BAD_COUNT');
  return Array.from({ length: count }, read);
};

const lengthOf = (cursor: Cursor): number => {
  const length = Number(signed(next(cursor, 4)));
  if (length < 0) throw new Violation('BAD_COUNT');
  return length;
};

const FEWEST = {
  ...{ byte: 1, sbyte: 1, bool: 1, short: 2, ushort: 2, int: 4, uint: 4, float: 4, string: 4, bytes: 4 },
  ...{ long: 8, ulong: 8, longAsNumber: 8, double: 8 },
};

const fewestBytes = (type: ReferenceType): number => {
  if (typeof type === 'string') return FEWEST[type];
  if ('enum' in type) return 4;
  if ('struct' in type) return type.struct.reduce((sum, [, field]) => sum + fewestBytes(field), 0);
  if ('list' in type || 'map' in type) return type.count === 'short' ? 2 : 4;
  return 1;
};

/** IEEE 754 from its definition: sign, exponent, fraction. */
const ieee = (bytes: readonly number[], exponentBits: number, fractionBits: number): number => {
  const bits = unsigned(bytes);
  const fraction = Number(bits % 2n ** BigInt(fractionBits)) / 2 ** fractionBits;
  const exponent = Number((bits / 2n ** BigInt(fractionBits)) % 2n ** BigInt(exponentBits));
  const sign = bits / 2n ** BigInt(fractionBits + exponentBits) === 1n ? -1 : 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 * bias + 1) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (exponent - bias);
};

/** UTF-8 from its table of well-formed sequences. */
const utf8 = (bytes: readonly number[]): string => {
  const points: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at]!;
    const length =
      lead < 0x80 ? 1 : lead >= 0xc0 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 ? 4 : 0;
    const rest = bytes.slice(at + 1, at + length);
    if (length === 0 || rest.length < length - 1 || rest.some((byte) => byte < 0x80 || byte > 0xbf))
      throw new Violation('BAD_UTF8');
    const leadBits = length === 1 ? lead : lead % 2 ** (7 - length);
    const point = rest.reduce((sum, byte) => sum * 64 + (byte - 0x80), leadBits);
    const least = [0, 0x80, 0x800, 0x10000][length - 1]!;
    const isSurrogate = point >= 0xd800 && point <= 0xdfff;
    if (lead >= 0xf8 || point < least || isSurrogate || point > 0x10ffff) throw new Violation('BAD_UTF8');
    points.push(point);
    at += length;
  }
  return points.map((point) => String.fromCodePoint(point)).join('');
};

const READERS = {
  byte: (cursor: Cursor): number => Number(unsigned(next(cursor, 1))),
  sbyte: (cursor: Cursor): number => Number(signed(next(cursor, 1))),
  bool: (cursor: Cursor): boolean => unsigned(next(cursor, 1)) !== 0n,
  short: (cursor: Cursor): number => Number(signed(next(cursor, 2))),
  ushort: (cursor: Cursor): number => Number(unsigned(next(cursor, 2))),
  int: (cursor: Cursor): number => Number(signed(next(cursor, 4))),
  uint: (cursor: Cursor): number => Number(unsigned(next(cursor, 4))),
  long: (cursor: Cursor): bigint => signed(next(cursor, 8)),
  ulong: (cursor: Cursor): bigint => unsigned(next(cursor, 8)),
  longAsNumber: (cursor: Cursor): number => {
    const value = signed(next(cursor, 8));
    if (value > 2n ** 53n - 1n || value < -(2n ** 53n) + 1n) throw new Violation('UNSAFE_INTEGER');
    return Number(value);
  },
  float: (cursor: Cursor): number => ieee(next(cursor, 4), 8, 23),
  double: (cursor: Cursor): number => ieee(next(cursor, 8), 11, 52),
  string: (cursor: Cursor): string => utf8(next(cursor, lengthOf(cursor))),
  bytes: (cursor: Cursor): Uint8Array => Uint8Array.from(next(cursor, lengthOf(cursor))),
};
