import { atPath, badValue, refuseType } from '../field-errors.ts';
import type { Fields, StructType, ValueOf } from './field-type.ts';
import { float, int, string } from './scalars.ts';

/** Defines an object of fields, which stand in a body in the order of their declaration, without a header. */
export const defineStruct = <const F extends Fields>(name: string, fields: F): StructType<ValueOf<F>> => {
  checkFields(name, fields);
  const names = Object.keys(fields);
  const types = Object.values(fields);
  // Plain objects by a constructor of the struct's own, because only then does the engine tell the objects of one struct from those of another:
  // with one literal for all, reading gets half as fast again once a game has five. Without a name, so that a debugger shows an Object.
  const [Value] = [function (this: object) {}] as unknown as [new () => Record<string, unknown>];
  Value.prototype = Object.prototype;
  // Ints, strings and floats, which most fields are, are written and read without a call through their type: it costs as much as an int.
  return {
    fields,
    minBytes: types.reduce((sum, type) => sum + type.minBytes, 0),
    write(writer, value) {
      if (typeof value !== 'object' || value === null) throw badValue(value, `a ${name}`);
      let i = 0;
      try {
        for (; i < types.length; i++) {
          const field = (value as Record<string, never>)[names[i]!]!;
          if (types[i] === int) writer.int(field);
          else if (types[i] === string) writer.string(field);
          else if (types[i] === float) writer.float(field);
          else types[i]!.write(writer, field);
        }
      } catch (error) {
        throw atPath(error, `.${names[i]}`);
      }
    },
    read(reader) {
      const value = new Value();
      let i = 0;
      try {
        for (; i < types.length; i++) {
          value[names[i]!] =
            types[i] === int
              ? reader.int()
              : types[i] === string
                ? reader.string()
                : types[i] === float
                  ? reader.float()
                  : types[i]!.read(reader);
        }
      } catch (error) {
        throw atPath(error, `.${names[i]}`);
      }
      return value as ValueOf<F>;
    },
  };
};

const checkFields = (owner: string, fields: Fields): void => {
  if (typeof owner !== 'string' || owner === '') refuseType(`${owner}: no name`);
  const prototype: unknown = fields && Object.getPrototypeOf(fields);
  // `{ __proto__: t.int }` declares no field, it sets the prototype.
  if (!fields || (prototype && Object.getPrototypeOf(prototype)))
    refuseType(`${owner}: its fields are no plain object`);
  for (const [field, type] of Object.entries(fields)) {
    // JavaScript would put a name such as '7' before all others, whatever the order of declaration.
    if (field === '__proto__' || /^\d+$/.test(field)) refuseType(`${owner}.${field}: not a field name`);
    if (!(type?.minBytes >= 0)) refuseType(`${owner}.${field}: not a field type`);
  }
};
