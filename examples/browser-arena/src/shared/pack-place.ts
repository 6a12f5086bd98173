import type { Motion, Mover } from './messages.ts';

/** Where a ship is seen. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** A sixteenth of a unit is finer than a pixel, and the arena fits into an unsigned short. */
const PER_UNIT = 16;
const PER_RADIAN = 256 / (2 * Math.PI);

/** Writes where a ship is into 7 bytes: its place to a sixteenth of a unit, its angle to 1.4 degrees. */
export const packPlace = (id: number, { x, y, angle }: Motion): Mover => ({
  id,
  x: Math.round(x * PER_UNIT),
  y: Math.round(y * PER_UNIT),
  angle: Math.round(angle * PER_RADIAN) & 0xff,
});

/** Reads what `packPlace` wrote. */
export const unpackPlace = ({ x, y, angle }: Mover): Place => ({
  x: x / PER_UNIT,
  y: y / PER_UNIT,
  angle: angle / PER_RADIAN,
});
