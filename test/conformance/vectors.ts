// Bytes worked out by hand from packages/client/docs/PROTOCOL.md: what each field type, layout and system message looks like on the wire.

import { defineStruct, type FieldType, type FrameLayoutOptions, t } from '@netmgr/client/protocol';
import type { ReferenceType } from './reference-decoder.ts';

/** A value of one field type and its bytes. */
export interface BodyVector {
  readonly name: string;
  /** How the SDK names the type. */
  readonly type: FieldType<unknown>;
  /** How the reference decoder does. */
  readonly reference: ReferenceType;
  readonly value: unknown;
  /** Spaces are for the reader. */
  readonly hex: string;
}

const Position = defineStruct('Position', { x: t.float, y: t.float });
const POSITION: ReferenceType = {
  struct: [
    ['x', 'float'],
    ['y', 'float'],
  ],
};

interface Tree {
  value: number;
  children: Tree[];
}
const Tree: FieldType<Tree> = defineStruct('Tree', { value: t.byte, children: t.list(t.lazy(() => Tree)) });
const TREE: ReferenceType = {
  struct: [
    ['value', 'byte'],
    ['children', { list: { reference: () => TREE }, count: 'short' }],
  ],
};

const State = { Idle: 0, Running: 1, Gone: -1 } as const;
const STATE: ReferenceType = { enum: [0, 1, -1] };

/** At least one vector for each field type of PROTOCOL.md. */
export const BODY_VECTORS: readonly BodyVector[] = [
  { name: 'byte', type: t.byte, reference: 'byte', value: 254, hex: 'fe' },
  { name: 'sbyte', type: t.sbyte, reference: 'sbyte', value: -2, hex: 'fe' },
  { name: 'bool true', type: t.bool, reference: 'bool', value: true, hex: '01' },
  { name: 'bool false', type: t.bool, reference: 'bool', value: false, hex: '00' },
  { name: 'short', type: t.short, reference: 'short', value: 258, hex: '02 01' },
  { name: 'negative short', type: t.short, reference: 'short', value: -258, hex: 'fe fe' },
  { name: 'ushort', type: t.ushort, reference: 'ushort', value: 65_278, hex: 'fe fe' },
  { name: 'int', type: t.int, reference: 'int', value: 16_909_060, hex: '04 03 02 01' },
  { name: 'least int', type: t.int, reference: 'int', value: -2_147_483_648, hex: '00 00 00 80' },
  { name: 'largest int', type: t.int, reference: 'int', value: 2_147_483_647, hex: 'ff ff ff 7f' },
  { name: 'uint', type: t.uint, reference: 'uint', value: 4_294_967_295, hex: 'ff ff ff ff' },
  { name: 'long', type: t.long, reference: 'long', value: 72_623_859_790_382_856n, hex: '08 07 06 05 04 03 02 01' },
  { name: 'negative long', type: t.long, reference: 'long', value: -2n, hex: 'fe ff ff ff ff ff ff ff' },
  {
    name: 'ulong',
    type: t.ulong,
    reference: 'ulong',
    value: 18_446_744_073_709_551_614n,
    hex: 'fe ff ff ff ff ff ff ff',
  },
  {
    name: 'longAsNumber',
    type: t.longAsNumber,
    reference: 'longAsNumber',
    value: 4_294_967_298,
    hex: '02 00 00 00 01 00 00 00',
  },
  {
    name: 'least longAsNumber',
    type: t.longAsNumber,
    reference: 'longAsNumber',
    value: -9_007_199_254_740_991,
    hex: '01 00 00 00 00 00 e0 ff',
  },
  { name: 'float', type: t.float, reference: 'float', value: -6.25, hex: '00 00 c8 c0' },
  { name: 'least float above 0', type: t.float, reference: 'float', value: 2 ** -149, hex: '01 00 00 00' },
  { name: 'infinite float', type: t.float, reference: 'float', value: Infinity, hex: '00 00 80 7f' },
  { name: 'double', type: t.double, reference: 'double', value: 0.1, hex: '9a 99 99 99 99 99 b9 3f' },
  { name: 'negative zero', type: t.double, reference: 'double', value: -0, hex: '00 00 00 00 00 00 00 80' },
  { name: 'not a number', type: t.double, reference: 'double', value: Number.NaN, hex: '00 00 00 00 00 00 f8 7f' },
  { name: 'enum', type: t.enum(State), reference: STATE, value: State.Gone, hex: 'ff ff ff ff' },
  { name: 'empty string', type: t.string, reference: 'string', value: '', hex: '00 00 00 00' },
  {
    name: 'string',
    type: t.string,
    reference: 'string',
    value: 'Zoë 名 😀\0',
    hex: '0e 00 00 00  5a 6f c3 ab 20 e5 90 8d 20 f0 9f 98 80 00',
  },
  {
    name: 'string with a byte order mark',
    type: t.string,
    reference: 'string',
    value: '\ufeffa',
    hex: '04 00 00 00  ef bb bf 61',
  },
  {
    name: 'long string',
    type: t.string,
    reference: 'string',
    value: 'ab'.repeat(20),
    hex: `28 00 00 00 ${'6162'.repeat(20)}`,
  },
  { name: 'bytes', type: t.bytes, reference: 'bytes', value: Uint8Array.of(0, 128, 255), hex: '03 00 00 00  00 80 ff' },
  {
    name: 'list',
    type: t.list(t.short),
    reference: { list: 'short', count: 'short' },
    value: [1, -1],
    hex: '02 00  01 00  ff ff',
  },
  { name: 'empty list', type: t.list(t.short), reference: { list: 'short', count: 'short' }, value: [], hex: '00 00' },
  {
    name: 'list with an int count',
    type: t.list(t.byte, { count: 'int' }),
    reference: { list: 'byte', count: 'int' },
    value: [7, 8],
    hex: '02 00 00 00  07 08',
  },
  {
    name: 'array of structs',
    type: t.array(Position),
    reference: { list: POSITION, count: 'short' },
    value: [{ x: 1, y: -2 }],
    hex: '01 00  00 00 80 3f  00 00 00 c0',
  },
  {
    name: 'map',
    type: t.map(t.string, t.ushort),
    reference: { map: ['string', 'ushort'], count: 'short' },
    value: new Map([
      ['b', 2],
      ['a', 1],
    ]),
    hex: '02 00  01 00 00 00 62  02 00  01 00 00 00 61  01 00',
  },
  {
    name: 'map with an int count',
    type: t.map(t.int, t.bool, { count: 'int' }),
    reference: { map: ['int', 'bool'], count: 'int' },
    value: new Map([[9, true]]),
    hex: '01 00 00 00  09 00 00 00 01',
  },
  {
    name: 'optional with a value',
    type: t.optional(t.int),
    reference: { optional: 'int' },
    value: 5,
    hex: '01  05 00 00 00',
  },
  {
    name: 'optional without one',
    type: t.optional(t.int),
    reference: { optional: 'int' },
    value: undefined,
    hex: '00',
  },
  { name: 'struct', type: Position, reference: POSITION, value: { x: 0.5, y: 3 }, hex: '00 00 00 3f  00 00 40 40' },
  {
    name: 'type that contains itself',
    type: Tree,
    reference: TREE,
    value: { value: 1, children: [{ value: 2, children: [] }] },
    hex: '01 01 00  02 00 00',
  },
];

/** A frame of id 3 around the bytes `aa bb`, in some layout. */
export interface LayoutVector {
  readonly layout: FrameLayoutOptions;
  readonly hex: string;
}

/** Each choice of a layout, alone and mixed. */
export const LAYOUT_VECTORS: readonly LayoutVector[] = [
  { layout: {}, hex: '03 00 00 00  02 00 00 00  aa bb' },
  { layout: { order: 'length-first' }, hex: '02 00 00 00  03 00 00 00  aa bb' },
  { layout: { byteOrder: 'big' }, hex: '00 00 00 03  00 00 00 02  aa bb' },
  { layout: { lengthCounts: 'id+body' }, hex: '03 00 00 00  06 00 00 00  aa bb' },
  { layout: { lengthCounts: 'frame' }, hex: '03 00 00 00  0a 00 00 00  aa bb' },
  { layout: { id: 'u8', length: 'u8' }, hex: '03  02  aa bb' },
  { layout: { id: 'u16', length: 'u16' }, hex: '03 00  02 00  aa bb' },
  { layout: { id: 'u24', length: 'u24' }, hex: '03 00 00  02 00 00  aa bb' },
  {
    layout: { id: 'u16', length: 'u16', order: 'length-first', byteOrder: 'big', lengthCounts: 'frame' },
    hex: '00 06  00 03  aa bb',
  },
  {
    layout: { id: 'u16', length: 'i32', order: 'length-first', byteOrder: 'big', lengthCounts: 'id+body' },
    hex: '00 00 00 04  00 03  aa bb',
  },
  { layout: { id: 'u24', length: 'u8', byteOrder: 'big', lengthCounts: 'frame' }, hex: '00 00 03  06  aa bb' },
];

/** A layout without an id. */
export const NO_ID_VECTORS: readonly LayoutVector[] = [
  { layout: { order: 'length-only', length: 'u16' }, hex: '02 00  aa bb' },
  { layout: { order: 'length-only', length: 'u24', byteOrder: 'big', lengthCounts: 'frame' }, hex: '00 00 05  aa bb' },
  { layout: { order: 'length-only', lengthCounts: 'id+body' }, hex: '02 00 00 00  aa bb' },
];
