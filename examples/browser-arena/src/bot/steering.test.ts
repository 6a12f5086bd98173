import { createSeededRandom } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { createShip, fly } from '../shared/flight.ts';
import { Steering } from './steering.ts';

const STEP = 0.05;

describe('Steering', () => {
  it('reaches spark after spark', () => {
    const random = createSeededRandom(7);
    const steering = new Steering(random);
    const ship = createShip({ x: 100, y: 100, angle: 0 });
    const sparks = Array.from({ length: 5 }, (_, id) => ({ id, x: 200 + 250 * id, y: 300 + 100 * id }));
    let taken = 0;
    for (let seconds = 0; seconds < 60; seconds += STEP) {
      fly(ship, steering.thrustFor(ship, sparks, STEP), STEP);
      const near = sparks.findIndex(({ x, y }) => Math.hypot(x - ship.x, y - ship.y) < 42);
      if (near === -1) continue;
      taken++;
      sparks[near] = { id: near, x: 100 + random() * 1400, y: 100 + random() * 1100 };
    }

    expect(taken).toBeGreaterThan(15);
  });

  it('keeps to its spark until that is gone', () => {
    const steering = new Steering(() => 0.99);
    const ship = createShip({ x: 800, y: 600, angle: 0 });
    const left = { id: 1, x: 500, y: 600 };
    const right = { id: 2, x: 1100, y: 600 };
    const headings = [[right], [right, left], [left]].map((sparks) => steering.thrustFor(ship, sparks, STEP).x > 0);

    expect(headings).toEqual([true, true, false]);
  });

  it('drifts about where there is no spark', () => {
    const { x, y } = new Steering(() => 0.5).thrustFor(createShip({ x: 0, y: 0, angle: 0 }), [], STEP);

    expect(Math.hypot(x, y)).toBeGreaterThan(0);
  });
});
