import type { Fields, FieldType } from '../protocol/field-types.ts';
import { t } from '../protocol/field-types.ts';
import { type FixedScalar, fixedScalarOf } from './fixed-scalar.ts';

/** What a field type is made of, as far as generated code can see. `opaque` types are called as they are. */
export type TypeShape =
  | { readonly kind: 'fixed'; readonly scalar: FixedScalar }
  | { readonly kind: 'string' }
  | { readonly kind: 'struct'; readonly fields: Fields }
  | { readonly kind: 'list'; readonly element: FieldType<unknown>; readonly count: 'short' | 'int' }
  | { readonly kind: 'optional'; readonly type: FieldType<unknown> }
  | { readonly kind: 'opaque' };

/** Looks into a field type. */
export const shapeOf = (type: FieldType<unknown>): TypeShape => {
  const scalar = fixedScalarOf(type);
  if (scalar) return { kind: 'fixed', scalar };
  if (type === t.string) return { kind: 'string' };
  const { fields, element, count, optional } = type as {
    fields?: Fields;
    element?: FieldType<unknown>;
    count?: 'short' | 'int';
    optional?: FieldType<unknown>;
  };
  if (fields) return { kind: 'struct', fields };
  if (element && count) return { kind: 'list', element, count };
  if (optional) return { kind: 'optional', type: optional };
  return { kind: 'opaque' };
};

/** Tells whether a type, or one that it is made of, has a shape such as is looked for. */
export const contains = (type: FieldType<unknown>, isWanted: (shape: TypeShape) => boolean): boolean => {
  const shape = shapeOf(type);
  if (isWanted(shape)) return true;
  if (shape.kind === 'struct') return Object.values(shape.fields).some((field) => contains(field, isWanted));
  if (shape.kind === 'list') return contains(shape.element, isWanted);
  return shape.kind === 'optional' && contains(shape.type, isWanted);
};

/** Tells how many bytes every value of a type takes; `undefined` when that varies. */
export const fixedBytesOf = (type: FieldType<unknown>): number | undefined => {
  const shape = shapeOf(type);
  if (shape.kind === 'fixed') return shape.scalar.bytes;
  if (shape.kind !== 'struct') return undefined;
  let sum = 0;
  for (const field of Object.values(shape.fields)) {
    const bytes = fixedBytesOf(field);
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
};

/** The code that reaches a member of an object. */
export const memberOf = (object: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
