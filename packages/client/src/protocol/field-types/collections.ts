import { atPath, badValue, refuseType } from '../field-errors.ts';
import type { FieldType, ListType, OptionalType } from './field-type.ts';

/** Settings of a list or map. */
export interface CountOptions {
  /** How the number of elements is written; a short reaches 32,767. @default 'short' */
  readonly count?: 'short' | 'int';
}

/** Elements one after another behind their count. */
export const list = <T>(element: FieldType<T>, { count = 'short' }: CountOptions = {}): ListType<T> => {
  const { minBytes } = atLeastOneByte(element);
  return {
    element,
    count,
    minBytes: count === 'int' ? 4 : 2,
    write(writer, value) {
      if (!Array.isArray(value)) throw badValue(value, 'an array');
      const { length } = value;
      writer.count(count, length);
      let i = 0;
      try {
        for (; i < length; i++) element.write(writer, value[i]!);
      } catch (error) {
        throw atPath(error, `[${i}]`);
      }
    },
    read(reader) {
      const values = new Array<T>(reader.count(count, minBytes));
      let i = 0;
      try {
        for (; i < values.length; i++) values[i] = element.read(reader);
      } catch (error) {
        throw atPath(error, `[${i}]`);
      }
      return values;
    },
  };
};

/** Pairs of key and value behind their count, as a `Map`; of equal keys on the wire the last one counts. */
export const map = <K extends string | number | bigint | boolean, V>(
  key: FieldType<K>,
  value: FieldType<V>,
  options?: CountOptions,
): FieldType<Map<K, V>> => {
  const pairs = list(pair(key, value), options);
  return {
    minBytes: pairs.minBytes,
    write(writer, entries) {
      if (!(entries instanceof Map)) throw badValue(entries, 'a Map');
      pairs.write(writer, [...entries]);
    },
    read: (reader) => new Map(pairs.read(reader)),
  };
};

const pair = <K, V>(key: FieldType<K>, value: FieldType<V>): FieldType<[K, V]> => ({
  minBytes: key.minBytes + value.minBytes,
  write(writer, [k, v]) {
    key.write(writer, k);
    value.write(writer, v);
  },
  read: (reader) => [key.read(reader), value.read(reader)],
});

/** A bool, then the value when it is true; `undefined` stands for none. */
export const optional = <T>(type: FieldType<T>): OptionalType<T> => ({
  optional: type,
  minBytes: 1,
  write(writer, value) {
    const isPresent = value !== undefined && value !== null;
    writer.bool(isPresent);
    if (isPresent) type.write(writer, value);
  },
  read: (reader) => (reader.bool() ? type.read(reader) : undefined),
});

/** A type that is looked up on first use, so that it can contain itself; such values nest at most 100 deep. */
export const lazy = <T>(get: () => FieldType<T>): FieldType<T> => {
  let found: FieldType<T> | undefined;
  const type = (): FieldType<T> => {
    found ??= atLeastOneByte(get());
    return found;
  };
  return {
    minBytes: 1,
    write(writer, value) {
      writer.enter();
      type().write(writer, value);
      writer.leave();
    },
    read(reader) {
      reader.enter();
      const value = type().read(reader);
      reader.leave();
      return value;
    },
  };
};

/** Refuses elements without bytes: any number of them fits any body. */
const atLeastOneByte = <T>(type: FieldType<T>): FieldType<T> => {
  if (type?.minBytes > 0) return type;
  return refuseType('an element without bytes');
};
