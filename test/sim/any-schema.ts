import { defineStruct, type FieldType, t } from '@netmgr/client';
import fc from 'fast-check';

/** A field type and values that fit it. */
export interface AnyField {
  readonly field: FieldType<unknown>;
  readonly value: fc.Arbitrary<unknown>;
}

const of = <T>(field: FieldType<T>, value: fc.Arbitrary<T>): AnyField => ({
  field: field as FieldType<unknown>,
  value,
});

/** No lone surrogates: those are replaced on writing. */
const text = fc.string({ unit: 'binary', maxLength: 40 });

const SCALARS: readonly AnyField[] = [
  of(t.byte, fc.nat(255)),
  of(t.sbyte, fc.integer({ min: -128, max: 127 })),
  of(t.bool, fc.boolean()),
  of(t.short, fc.integer({ min: -32_768, max: 32_767 })),
  of(t.ushort, fc.nat(65_535)),
  of(t.int, fc.integer()),
  of(t.uint, fc.nat(0xffff_ffff)),
  of(t.float, fc.float()),
  of(t.double, fc.double()),
  of(t.long, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  of(t.ulong, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  of(t.longAsNumber, fc.maxSafeInteger()),
  of(t.string, text),
  of(t.bytes, fc.uint8Array({ maxLength: 60 })),
  of(t.enum({ Up: 1, Down: -2, Left: 2_000_000_000 }), fc.constantFrom(1, -2, 2_000_000_000)),
];

const count = fc.constantFrom({ count: 'short' as const }, { count: 'int' as const });

const fieldName = fc.oneof(
  fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'then', 'length', 'é', 'a b'),
  fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== '__proto__' && !/^\d+$/.test(name)),
);

const { field } = fc.letrec<{ field: AnyField; struct: AnyField }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: fc.constantFrom(...SCALARS) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('field'), count).map(([element, options]): AnyField => {
        // An element without bytes is refused, as any number of them would fit any body.
        if (element.field.minBytes === 0) return element;
        return of(t.list(element.field, options), fc.array(element.value, { maxLength: 6 }));
      }),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('field'), count).map(([element, options]): AnyField => {
        const entries = fc.array(fc.tuple(text, element.value), { maxLength: 6 });
        return of(
          t.map(t.string, element.field, options),
          entries.map((pairs) => new Map(pairs)),
        );
      }),
    },
    {
      weight: 1,
      arbitrary: tie('field').map((inner): AnyField => {
        return of(t.optional(inner.field), fc.option(inner.value, { nil: undefined }));
      }),
    },
    { weight: 1, arbitrary: tie('struct') },
  ),
  struct: fc.dictionary(fieldName, tie('field'), { maxKeys: 5, noNullPrototype: true }).map((fields): AnyField => {
    const types = Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.field]));
    const values = Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.value]));
    return of(defineStruct('Struct', types), fc.record(values, { noNullPrototype: true }));
  }),
}));

/** Draws the fields of a message, and arbitraries of what they hold. */
export const anyFields: fc.Arbitrary<Readonly<Record<string, AnyField>>> = fc.dictionary(fieldName, field, {
  maxKeys: 6,
  noNullPrototype: true,
});
