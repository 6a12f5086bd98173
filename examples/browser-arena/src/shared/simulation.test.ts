import { createSeededRandom } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import type { Motion, Thrust } from './messages.ts';
import {
  ARENA,
  FULL_THRUST,
  isAtRest,
  limitThrust,
  motionAt,
  NO_THRUST,
  SHIP_RADIUS,
  step,
  thrustOf,
  turnBetween,
} from './simulation.ts';

const MIDDLE = motionAt(1200, 900);

const flown = (motion: Motion, thrust: Thrust, steps: number): Motion => {
  let flying = motion;
  for (let i = 0; i < steps; i++) flying = step(flying, thrust);
  return flying;
};

describe('simulation', () => {
  it('moves where it is pushed, turns there, and comes to rest when it is not', () => {
    const pushed = flown(MIDDLE, thrustOf(0, -1), 30);
    expect(pushed.x).toBe(1200);
    expect(pushed.y).toBeLessThan(830);
    expect(pushed.angle).toBeCloseTo(-Math.PI / 2, 1);

    const rested = flown(pushed, NO_THRUST, 300);
    expect(isAtRest(rested)).toBe(true);
    expect(step(rested, NO_THRUST)).toEqual(rested);
  });

  it('never leaves the arena, and bounces off its walls', () => {
    for (const [x, y] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      let [ship, hasTurned] = [MIDDLE, false];
      for (let i = 0; i < 900; i++) {
        ship = step(ship, thrustOf(x, y));
        hasTurned ||= ship.vx * x + ship.vy * y < 0;
        expect(ship.x).toBeGreaterThanOrEqual(SHIP_RADIUS);
        expect(ship.x).toBeLessThanOrEqual(ARENA.width - SHIP_RADIUS);
        expect(ship.y).toBeGreaterThanOrEqual(SHIP_RADIUS);
        expect(ship.y).toBeLessThanOrEqual(ARENA.height - SHIP_RADIUS);
      }
      expect(hasTurned).toBe(true);
    }
  });

  it('computes only what a float of the wire holds, so that nothing is lost on the way', () => {
    const random = createSeededRandom(3);
    let ship = motionAt(random() * ARENA.width, random() * ARENA.height, 1);
    for (let i = 0; i < 500; i++) {
      ship = step(ship, thrustOf(2 * random() - 1, 2 * random() - 1));
      for (const value of Object.values(ship)) expect(Math.fround(value)).toBe(value);
    }
  });

  it('makes thrusts that fit a byte, and none stronger than full', () => {
    expect([thrustOf(0, 0), thrustOf(1, 0), thrustOf(0, -9), thrustOf(0.5, 0)]).toEqual([
      { x: 0, y: 0 },
      { x: FULL_THRUST, y: 0 },
      { x: 0, y: -FULL_THRUST },
      { x: 63, y: 0 },
    ]);
    for (let angle = 0; angle < 6.3; angle += 0.01) {
      const thrust = thrustOf(Math.cos(angle) * 2, Math.sin(angle) * 2);
      expect(Math.hypot(thrust.x, thrust.y)).toBeLessThanOrEqual(FULL_THRUST);
      expect(limitThrust(thrust)).toBe(thrust);
    }
    const { x, y } = limitThrust({ x: -128, y: 127 });
    expect(Math.hypot(x, y)).toBeLessThanOrEqual(FULL_THRUST);
  });

  it('turns at most half way round', () => {
    for (let from = -20; from < 20; from += 0.7) {
      for (let to = -20; to < 20; to += 0.7) {
        const turn = turnBetween(from, to);
        expect(Math.abs(turn)).toBeLessThanOrEqual(Math.PI + 1e-9);
        expect(Math.cos(from + turn)).toBeCloseTo(Math.cos(to), 6);
      }
    }
  });
});
