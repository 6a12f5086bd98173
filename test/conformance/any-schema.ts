import { defineStruct, type FieldType, t } from '@netmgr/client/protocol';
import fc from 'fast-check';
import type { ReferenceType } from './reference-decoder.ts';

/** A field type in the SDK's words and in those of the reference decoder, and the values that it can carry. */
export interface AnySchema {
  readonly type: FieldType<unknown>;
  readonly reference: ReferenceType;
  readonly values: fc.Arbitrary<unknown>;
}

const STRINGS = fc.string({ unit: 'grapheme', maxLength: 40 });

const SCALARS: readonly AnySchema[] = [
  { type: t.byte, reference: 'byte', values: fc.nat(255) },
  { type: t.sbyte, reference: 'sbyte', values: fc.integer({ min: -128, max: 127 }) },
  { type: t.bool, reference: 'bool', values: fc.boolean() },
  { type: t.short, reference: 'short', values: fc.integer({ min: -32_768, max: 32_767 }) },
  { type: t.ushort, reference: 'ushort', values: fc.nat(65_535) },
  { type: t.int, reference: 'int', values: fc.integer() },
  { type: t.uint, reference: 'uint', values: fc.nat(2 ** 32 - 1) },
  { type: t.long, reference: 'long', values: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) },
  { type: t.ulong, reference: 'ulong', values: fc.bigInt(0n, 2n ** 64n - 1n) },
  // Integers have one zero, so −0 comes back as 0.
  { type: t.longAsNumber, reference: 'longAsNumber', values: fc.maxSafeInteger().map((value) => value + 0) },
  { type: t.float, reference: 'float', values: fc.float() },
  { type: t.double, reference: 'double', values: fc.double() },
  { type: t.string, reference: 'string', values: STRINGS },
  { type: t.bytes, reference: 'bytes', values: fc.uint8Array({ maxLength: 40 }) },
  { type: t.enum({ A: 0, B: 7, C: -3 }), reference: { enum: [0, 7, -3] }, values: fc.constantFrom(0, 7, -3) },
];

const KEYS = SCALARS.filter(({ reference }) =>
  ['byte', 'short', 'int', 'long', 'bool', 'string'].includes(String(reference)),
);

const COUNTS = fc.constantFrom('short', 'int');

const listOf = ({ type, reference, values }: AnySchema, count: 'short' | 'int'): AnySchema => ({
  type: t.list(type, { count }),
  reference: { list: reference, count },
  values: fc.array(values, { maxLength: 5 }),
});

const mapOf = (key: AnySchema, value: AnySchema, count: 'short' | 'int'): AnySchema => ({
  type: t.map(key.type as FieldType<string>, value.type, { count }),
  reference: { map: [key.reference, value.reference], count },
  values: fc.array(fc.tuple(key.values, value.values), { maxLength: 4 }).map((entries) => new Map(entries)),
});

const optionalOf = ({ type, reference, values }: AnySchema): AnySchema => ({
  type: t.optional(type),
  reference: { optional: reference },
  values: fc.option(values, { nil: undefined }),
});

const structOf = (fields: readonly AnySchema[]): AnySchema => {
  const names = fields.map((_, i) => ['constructor', 'b', 'toString', 'a', 'valueOf'][i]!);
  return {
    type: defineStruct('Any', Object.fromEntries(fields.map(({ type }, i) => [names[i]!, type]))),
    reference: { struct: fields.map(({ reference }, i) => [names[i]!, reference] as const) },
    values: fc.record(Object.fromEntries(fields.map(({ values }, i) => [names[i]!, values]))),
  };
};

/** Generates schemas, nested a few levels deep. */
export const anySchema: fc.Arbitrary<AnySchema> = fc.letrec<{ schema: AnySchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: fc.constantFrom(...SCALARS) },
    { weight: 1, arbitrary: fc.tuple(tie('schema'), COUNTS).map(([element, count]) => listOf(element, count)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...KEYS), tie('schema'), COUNTS)
        .map(([key, value, count]) => mapOf(key, value, count)),
    },
    { weight: 1, arbitrary: tie('schema').map(optionalOf) },
    { weight: 2, arbitrary: fc.array(tie('schema'), { minLength: 1, maxLength: 5 }).map(structOf) },
  ),
})).schema;
