import { ProtocolError, wordsOf } from '../errors.ts';
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { atPath, refuseType } from './field-errors.ts';
import { defineStruct, type Fields, type ValueOf } from './field-types.ts';

/** A kind of message: made by `defineMessage`, written by hand, or generated. */
export interface MessageType<T> {
  /** The number that stands for it in frame headers: an int. */
  readonly id: number;
  /** The name that errors and logs use. */
  readonly name: string;
  /** Appends the body. */
  write(writer: ByteWriter, value: T): void;
  /** Reads what `write` wrote. */
  read(reader: ByteReader): T;
}

/** A message type that knows its fields. */
export interface SchemaMessageType<T> extends MessageType<T> {
  /** The fields, in the order of their bytes. */
  readonly fields: Fields;
}

/** Settings of decoding a body. */
export interface DecodeBodyOptions {
  /** What bytes after the last field mean: `error` refuses them with `TRAILING_BYTES`. @default 'error' */
  readonly trailing?: 'error' | 'ignore';
  /** A reader to use again instead of making one. */
  readonly reader?: ByteReader;
}

/** Defines a message from its id, its name and its fields in the order of their bytes. */
export const defineMessage = <const F extends Fields>(
  id: number,
  name: string,
  fields: F,
): SchemaMessageType<ValueOf<F>> => {
  const { write, read } = defineStruct(name, fields);
  const type = { id, name, fields, write, read };
  checkMessageType(type);
  return type;
};

/** Reads one body. Whatever goes wrong is a `ProtocolError` that names the message, and the field where it is known. */
export const decodeBody = <T>(
  type: MessageType<T>,
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
  options: DecodeBodyOptions = {},
): T => {
  const reader = (options.reader ?? new ByteReader()).reset(bytes, start, end);
  try {
    const value = type.read(reader);
    if (reader.remaining > 0 && options.trailing !== 'ignore') {
      throw new ProtocolError('TRAILING_BYTES', `${reader.remaining} bytes after the last field`);
    }
    return value;
  } catch (error) {
    const known = error instanceof ProtocolError;
    throw atPath(known ? error : new ProtocolError('BAD_BODY', `read() threw ${wordsOf(error)}`, error), type.name);
  }
};

/** Refuses what is no message type with `BAD_MESSAGE_TYPE`. */
export const checkMessageType = (type: MessageType<unknown>): void => {
  // A circular import leaves `undefined` in place of a type.
  const { id, name, write, read } = type ?? {};
  if (typeof name !== 'string' || name === '' || typeof write !== 'function' || typeof read !== 'function') {
    refuseType(`${name || id}: a message type has a name, write() and read()`);
  }
  if (!Number.isInteger(id) || id !== (id | 0)) refuseType(`${name}: id ${id} is not an int`);
};
