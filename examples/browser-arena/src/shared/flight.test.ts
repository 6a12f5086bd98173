import { describe, expect, it } from 'vitest';
import { ARENA, clampPlace, createShip, fly, SHIP_RADIUS, turnBetween } from './flight.ts';

const FRAME = 1 / 60;

const flown = (thrust: { x: number; y: number }, seconds: number, frame = FRAME) => {
  const ship = createShip({ x: 800, y: 650, angle: 0 });
  for (let done = 0; done < seconds; done += frame) fly(ship, thrust, frame);
  return ship;
};

describe('flight', () => {
  it('moves where it is pushed, and comes to rest when it is not', () => {
    const ship = flown({ x: 0, y: -1 }, 0.5);
    expect(ship.y).toBeLessThan(600);
    expect(ship.angle).toBeCloseTo(-Math.PI / 2, 1);

    for (let i = 0; i < 300; i++) fly(ship, { x: 0, y: 0 }, FRAME);
    expect(Math.hypot(ship.vx, ship.vy)).toBeLessThan(1);
  });

  it('comes about as far at 20 frames a second as at 120', () => {
    const [slow, fast] = [flown({ x: 1, y: 0 }, 0.5, 1 / 20), flown({ x: 1, y: 0 }, 0.5, 1 / 120)];

    expect(Math.abs(slow.x - fast.x)).toBeLessThan(25);
  });

  it('never leaves the arena, whatever the thrust and however long the frame', () => {
    for (const thrust of [
      { x: 1, y: 0 },
      { x: -1, y: 0 },
      { x: 0, y: 1 },
      { x: 0, y: -1 },
    ]) {
      for (const frame of [FRAME, 0.05, 3]) {
        const ship = flown(thrust, 10, frame);
        expect(clampPlace(ship)).toEqual({ x: ship.x, y: ship.y, angle: ship.angle });
      }
    }
  });

  it('brings places from outside back to the wall', () => {
    expect(clampPlace({ x: -1e9, y: 1e9, angle: 1 })).toEqual({
      x: SHIP_RADIUS,
      y: ARENA.height - SHIP_RADIUS,
      angle: 1,
    });
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
