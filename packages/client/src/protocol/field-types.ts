export type { CountOptions } from './field-types/collections.ts';
export type {
  Fields,
  FieldType,
  ListType,
  MessageOf,
  OptionalType,
  StructType,
  ValueOf,
} from './field-types/field-type.ts';
export { defineStruct } from './field-types/struct.ts';
export * as t from './field-types/t.ts';
