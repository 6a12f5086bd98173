import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';

/** How one value stands in a body: a `t` entry, a struct, or a pair written by hand. */
export interface FieldType<T> {
  /** The fewest bytes that a value takes; bounds how many elements a list can declare. */
  readonly minBytes: number;
  /** Appends the value. */
  write(writer: ByteWriter, value: T): void;
  /** Reads what `write` wrote. */
  read(reader: ByteReader): T;
}

/** Fields of a struct or message, in the order of their bytes. */
export type Fields = Readonly<Record<string, FieldType<unknown>>>;

/** A type made of named fields. */
export interface StructType<T> extends FieldType<T> {
  /** The fields, in the order of their bytes. */
  readonly fields: Fields;
}

/** A type of elements behind their count. */
export interface ListType<T> extends FieldType<T[]> {
  readonly element: FieldType<T>;
  /** How the number of elements is written. */
  readonly count: 'short' | 'int';
}

/** A type whose value may be missing. */
export interface OptionalType<T> extends FieldType<T | undefined> {
  readonly optional: FieldType<T>;
}

/** The TypeScript type of what a message, struct or field type carries. */
export type MessageOf<M> = M extends { read(reader: ByteReader): infer T } ? T : never;

type OptionalNames<F extends Fields> = { [K in keyof F]: undefined extends MessageOf<F[K]> ? K : never }[keyof F];

/** The object type that a set of fields describes; a field that may be `undefined` may also be left out. */
export type ValueOf<F extends Fields> = {
  [K in keyof ({ [K in Exclude<keyof F, OptionalNames<F>>]: 0 } & { [K in OptionalNames<F>]?: 0 })]: MessageOf<F[K]>;
};
