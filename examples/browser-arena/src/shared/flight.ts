// How ships fly: the same for the page and the bots, so that nobody has an edge.

import type { Place } from './messages.ts';

/** The size of the arena, in its own units. */
export const ARENA = { width: 1600, height: 1300 } as const;

/** A direction with a strength of at most 1. */
export interface Thrust {
  readonly x: number;
  readonly y: number;
}

/** A ship that this process flies itself. */
export interface Ship extends Place {
  /** Units per second. */
  vx: number;
  vy: number;
}

/** The distance between a ship's centre and the wall at which it bounces. */
export const SHIP_RADIUS = 20;

const ACCELERATION = 1500;
const DRAG_PER_SECOND = 2.7;
const BOUNCE = 0.45;
const TURN_PER_SECOND = 11;

/** Creates a ship at rest. */
export const createShip = (place: Place): Ship => ({ ...place, vx: 0, vy: 0 });

/** Moves a ship on by a moment. */
export const fly = (ship: Ship, thrust: Thrust, seconds: number): void => {
  const slowing = Math.exp(-DRAG_PER_SECOND * seconds);
  ship.vx = (ship.vx + thrust.x * ACCELERATION * seconds) * slowing;
  ship.vy = (ship.vy + thrust.y * ACCELERATION * seconds) * slowing;
  [ship.x, ship.vx] = bounce(ship.x + ship.vx * seconds, ship.vx, ARENA.width);
  [ship.y, ship.vy] = bounce(ship.y + ship.vy * seconds, ship.vy, ARENA.height);
  if (Math.hypot(thrust.x, thrust.y) > 0.05) turn(ship, Math.atan2(thrust.y, thrust.x), seconds);
};

/** Tells the shorter way round from one angle to another, in −π to π. */
export const turnBetween = (from: number, to: number): number => {
  const turn = (to - from) % (2 * Math.PI);
  if (turn > Math.PI) return turn - 2 * Math.PI;
  return turn < -Math.PI ? turn + 2 * Math.PI : turn;
};

/** Keeps a place inside the arena. */
export const clampPlace = ({ x, y, angle }: Place): Place => ({
  x: Math.min(Math.max(x, SHIP_RADIUS), ARENA.width - SHIP_RADIUS),
  y: Math.min(Math.max(y, SHIP_RADIUS), ARENA.height - SHIP_RADIUS),
  angle,
});

const bounce = (position: number, speed: number, size: number): [position: number, speed: number] => {
  if (position < SHIP_RADIUS) return [SHIP_RADIUS, Math.abs(speed) * BOUNCE];
  if (position > size - SHIP_RADIUS) return [size - SHIP_RADIUS, -Math.abs(speed) * BOUNCE];
  return [position, speed];
};

const turn = (ship: Ship, heading: number, seconds: number): void => {
  const share = 1 - Math.exp(-TURN_PER_SECOND * seconds);
  ship.angle += turnBetween(ship.angle, heading) * share;
};
