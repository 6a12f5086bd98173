// The field types of fixed size as code. A check is true for what the straight-line path leaves to the schema, which then accepts or refuses it.

import { type FieldType, t } from '../protocol/field-types.ts';

/** How generated code checks, writes and reads a value that always takes the same number of bytes. */
export interface FixedScalar {
  readonly bytes: number;
  /** An expression that is true when `x` is none of the usual values. */
  isOdd(x: string): string;
  /** A statement that puts `x` at the offset `at` of `view`. */
  write(at: string, x: string): string;
  /** An expression for the value at an offset, from the bytes `b`; without it, only a `DataView` can tell. */
  readBytes?(at: (offset: number) => string): string;
  /** An expression for the value at an offset of `view`. */
  readView(at: (offset: number) => string): string;
  /** An expression that is true when the value read is none. */
  isOddRead?(x: string): string;
}

/** The largest finite 32-bit float. */
const MAX_FLOAT = '3.4028234663852886e38';

const integer = (bytes: 1 | 2 | 4, isSigned: boolean): FixedScalar => {
  const kind = `${isSigned ? 'Int' : 'Uint'}${bytes * 8}`;
  const littleEndian = bytes === 1 ? '' : ', true';
  const min = isSigned ? -(2 ** (bytes * 8 - 1)) : 0;
  const max = min + 2 ** (bytes * 8) - 1;
  return {
    bytes,
    isOdd: (x) => {
      const notInteger = `typeof ${x} !== 'number' || ${x} !== (${x} ${max > 2 ** 31 ? '>>> 0' : '| 0'})`;
      return bytes === 4 ? notInteger : `${notInteger} || ${x} < ${min} || ${x} > ${max}`;
    },
    write: (at, x) => `view.set${kind}(${at}, ${x}${littleEndian});`,
    readBytes: (at) => {
      const parts = Array.from({ length: bytes }, (_, i) => (i === 0 ? `b[${at(0)}]` : `(b[${at(i)}] << ${8 * i})`));
      const unsigned = parts.join(' | ');
      if (bytes === 4) return isSigned ? unsigned : `(${unsigned}) >>> 0`;
      return isSigned ? `((${unsigned}) << ${32 - 8 * bytes}) >> ${32 - 8 * bytes}` : unsigned;
    },
    readView: (at) => `view.get${kind}(${at(0)}${littleEndian})`,
  };
};

const float = (bytes: 4 | 8): FixedScalar => ({
  bytes,
  isOdd: (x) => `typeof ${x} !== 'number'${bytes === 4 ? ` || !(${x} <= ${MAX_FLOAT} && ${x} >= -${MAX_FLOAT})` : ''}`,
  write: (at, x) => `view.setFloat${bytes * 8}(${at}, ${x}, true);`,
  readView: (at) => `view.getFloat${bytes * 8}(${at(0)}, true)`,
});

const bigInteger = (kind: 'BigInt64' | 'BigUint64'): FixedScalar => ({
  bytes: 8,
  isOdd: (x) => `typeof ${x} !== 'bigint' || ${x} !== BigInt.as${kind === 'BigInt64' ? 'Int' : 'Uint'}N(64, ${x})`,
  write: (at, x) => `view.set${kind}(${at}, ${x}, true);`,
  readView: (at) => `view.get${kind}(${at(0)}, true)`,
});

const bool: FixedScalar = {
  bytes: 1,
  isOdd: (x) => `typeof ${x} !== 'boolean'`,
  write: (at, x) => `view.setUint8(${at}, ${x} ? 1 : 0);`,
  readBytes: (at) => `b[${at(0)}] !== 0`,
  readView: (at) => `view.getUint8(${at(0)}) !== 0`,
};

const longAsNumber: FixedScalar = {
  bytes: 8,
  isOdd: (x) => `!Number.isSafeInteger(${x})`,
  write: (at, x) =>
    `view.setUint32(${at}, ${x} % 4294967296, true); view.setInt32(${at} + 4, Math.floor(${x} / 4294967296), true);`,
  readView: (at) => `view.getUint32(${at(0)}, true) + view.getInt32(${at(4)}, true) * 4294967296`,
  isOddRead: (x) => `!Number.isSafeInteger(${x})`,
};

export const SHORT: FixedScalar = integer(2, true);
export const INT: FixedScalar = integer(4, true);
export const BOOL: FixedScalar = bool;

const FIXED_SCALARS: ReadonlyMap<unknown, FixedScalar> = new Map<unknown, FixedScalar>([
  [t.byte, integer(1, false)],
  [t.sbyte, integer(1, true)],
  [t.bool, BOOL],
  [t.short, SHORT],
  [t.ushort, integer(2, false)],
  [t.int, INT],
  [t.uint, integer(4, false)],
  [t.float, float(4)],
  [t.double, float(8)],
  [t.long, bigInteger('BigInt64')],
  [t.ulong, bigInteger('BigUint64')],
  [t.longAsNumber, longAsNumber],
]);

/** Finds how to handle a field type of fixed size; `undefined` for all others. */
export const fixedScalarOf = (type: FieldType<unknown>): FixedScalar | undefined => FIXED_SCALARS.get(type);
