// What `t` holds: the field types that schemas are made of.

export { lazy, list, list as array, map, optional } from './collections.ts';
export {
  bool,
  byte,
  bytes,
  double,
  enumOf as enum,
  float,
  int,
  long,
  longAsNumber,
  sbyte,
  short,
  string,
  uint,
  ulong,
  ushort,
} from './scalars.ts';
