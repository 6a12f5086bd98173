// How ships fly: the same steps on the server, on the page that predicts them, and for bots. Every step is rounded to what a float
// of the wire holds, so that whoever has the same motion and the same thrusts gets the same ship, to the bit.

import type { Motion, Thrust } from './messages.ts';

/** The size of the arena, in its own units. */
export const ARENA = { width: 2400, height: 1800 } as const;

/** How often a ship is moved on. */
export const STEPS_PER_SECOND = 60;
/** How long one step is. */
export const STEP_MS: number = 1000 / STEPS_PER_SECOND;

/** The distance between a ship's centre and the wall at which it bounces. */
export const SHIP_RADIUS = 20;

/** Full strength of a thrust. */
export const FULL_THRUST = 127;

/** Hands off. */
export const NO_THRUST: Thrust = { x: 0, y: 0 };

const SECONDS = 1 / STEPS_PER_SECOND;
const ACCELERATION = 1300;
/** What is left of the speed after a step. */
const KEEP = 0.955;
const BOUNCE = 0.45;
/** Which share of the way to its heading a ship turns in a step. */
const TURN_SHARE = 0.17;
/** Slower than this is standing still. */
const STILL_BELOW = 0.5;

const round = Math.fround;

/** Makes a thrust from a direction with a strength of at most 1; a stronger one is cut to 1. */
export const thrustOf = (x: number, y: number): Thrust => {
  const scale = FULL_THRUST / Math.max(1, Math.hypot(x, y));
  return { x: Math.trunc(x * scale), y: Math.trunc(y * scale) };
};

/** Cuts a thrust of unknown origin to full strength. */
export const limitThrust = (thrust: Thrust): Thrust =>
  Math.hypot(thrust.x, thrust.y) <= FULL_THRUST ? thrust : thrustOf(thrust.x, thrust.y);

/** Makes the motion of a ship that stands still. */
export const motionAt = (x: number, y: number, angle = 0): Motion => ({
  x: round(x),
  y: round(y),
  vx: 0,
  vy: 0,
  angle: round(angle),
});

/** Tells whether a ship stays as it is without thrust. */
export const isAtRest = ({ vx, vy }: Motion): boolean => vx === 0 && vy === 0;

/** Moves a ship on by one step. */
export const step = (motion: Motion, thrust: Thrust): Motion => {
  const push = (ACCELERATION * SECONDS) / FULL_THRUST;
  const vx = settle((motion.vx + thrust.x * push) * KEEP);
  const vy = settle((motion.vy + thrust.y * push) * KEEP);
  const [x, newVx] = bounce(motion.x + vx * SECONDS, vx, ARENA.width);
  const [y, newVy] = bounce(motion.y + vy * SECONDS, vy, ARENA.height);
  return { x: round(x), y: round(y), vx: round(newVx), vy: round(newVy), angle: turn(motion.angle, thrust) };
};

/** Tells the shorter way round from one angle to another, in −π to π. */
export const turnBetween = (from: number, to: number): number => {
  const turned = (to - from) % (2 * Math.PI);
  if (turned > Math.PI) return turned - 2 * Math.PI;
  return turned < -Math.PI ? turned + 2 * Math.PI : turned;
};

const settle = (speed: number): number => (Math.abs(speed) < STILL_BELOW ? 0 : speed);

const bounce = (position: number, speed: number, size: number): [position: number, speed: number] => {
  if (position < SHIP_RADIUS) return [SHIP_RADIUS, Math.abs(speed) * BOUNCE];
  if (position > size - SHIP_RADIUS) return [size - SHIP_RADIUS, -Math.abs(speed) * BOUNCE];
  return [position, speed];
};

const turn = (angle: number, { x, y }: Thrust): number => {
  if (x === 0 && y === 0) return angle;
  return round(turnBetween(0, angle + turnBetween(angle, Math.atan2(y, x)) * TURN_SHARE));
};
