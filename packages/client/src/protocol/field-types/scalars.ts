import { ProtocolError } from '../../errors.ts';
import { badValue, refuseType } from '../field-errors.ts';
import type { FieldType } from './field-type.ts';

/** 0 to 255, one byte. */
export const byte: FieldType<number> = { minBytes: 1, write: (w, v) => w.byte(v), read: (r) => r.byte() };

/** −128 to 127, one byte. */
export const sbyte: FieldType<number> = { minBytes: 1, write: (w, v) => w.sbyte(v), read: (r) => r.sbyte() };

/** One byte; anything but 0 reads as true. */
export const bool: FieldType<boolean> = { minBytes: 1, write: (w, v) => w.bool(v), read: (r) => r.bool() };

/** 16 bits, signed. */
export const short: FieldType<number> = { minBytes: 2, write: (w, v) => w.short(v), read: (r) => r.short() };

/** 16 bits, unsigned. */
export const ushort: FieldType<number> = { minBytes: 2, write: (w, v) => w.ushort(v), read: (r) => r.ushort() };

/** 32 bits, signed. */
export const int: FieldType<number> = { minBytes: 4, write: (w, v) => w.int(v), read: (r) => r.int() };

/** 32 bits, unsigned. */
export const uint: FieldType<number> = { minBytes: 4, write: (w, v) => w.uint(v), read: (r) => r.uint() };

/** 32 bits of floating point; numbers are rounded to what it holds. */
export const float: FieldType<number> = { minBytes: 4, write: (w, v) => w.float(v), read: (r) => r.float() };

/** 64 bits of floating point. */
export const double: FieldType<number> = { minBytes: 8, write: (w, v) => w.double(v), read: (r) => r.double() };

/** 64 bits, signed, as a bigint. */
export const long: FieldType<bigint> = { minBytes: 8, write: (w, v) => w.long(v), read: (r) => r.long() };

/** 64 bits, unsigned, as a bigint. */
export const ulong: FieldType<bigint> = { minBytes: 8, write: (w, v) => w.ulong(v), read: (r) => r.ulong() };

/** 64 bits, signed, as a number; what is not a safe integer is refused both ways. */
export const longAsNumber: FieldType<number> = {
  minBytes: 8,
  write: (w, v) => w.longAsNumber(v),
  read: (r) => r.longAsNumber(),
};

/** UTF-8 behind its byte count (int). */
export const string: FieldType<string> = { minBytes: 4, write: (w, v) => w.string(v), read: (r) => r.string() };

/** Bytes behind their count (int); reading copies them. */
export const bytes: FieldType<Uint8Array> = { minBytes: 4, write: (w, v) => w.bytes(v), read: (r) => r.bytes() };

/** One of the numbers of `members`, as an int; any other is refused both ways. */
export const enumOf = <const M extends Readonly<Record<string, string | number>>>(
  members: M,
): FieldType<Extract<M[keyof M], number>> => {
  type Member = Extract<M[keyof M], number>;
  // An enum of TypeScript also maps its numbers back to names.
  const known = new Set(Object.values(members).filter((member) => typeof member === 'number') as Member[]);
  for (const member of known) {
    if (member !== (member | 0)) refuseType(`enum: ${member} is not an int`);
  }
  if (known.size === 0) refuseType('enum: no member is a number');
  return {
    minBytes: 4,
    write: (w, v) => {
      if (!known.has(v)) throw badValue(v, `one of ${[...known]}`);
      w.int(v);
    },
    read: (r) => {
      const value = r.int() as Member;
      if (!known.has(value)) throw new ProtocolError('BAD_ENUM', `${value} is not one of ${[...known]}`);
      return value;
    },
  };
};
