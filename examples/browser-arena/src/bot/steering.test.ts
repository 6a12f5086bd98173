import { createSeededRandom } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import type { Spark } from '../shared/messages.ts';
import { motionAt, STEP_MS, step } from '../shared/simulation.ts';
import { Steering } from './steering.ts';

const sparksOf = (sparks: readonly Spark[]): Map<number, Spark> => new Map(sparks.map((spark) => [spark.id, spark]));

describe('Steering', () => {
  it('reaches spark after spark', () => {
    const random = createSeededRandom(7);
    const steering = new Steering(random);
    let ship = motionAt(100, 100);
    const sparks = sparksOf(Array.from({ length: 5 }, (_, id) => ({ id, x: 200 + 250 * id, y: 300 + 100 * id })));
    let taken = 0;
    for (let i = 0; i < 60 * 60; i++) {
      ship = step(ship, steering.thrustFor(ship, sparks, STEP_MS / 1000));
      const near = [...sparks.values()].find(({ x, y }) => Math.hypot(x - ship.x, y - ship.y) < 42);
      if (near === undefined) continue;
      taken++;
      sparks.set(near.id, { id: near.id, x: 100 + random() * 1400, y: 100 + random() * 1100 });
    }

    expect(taken).toBeGreaterThan(12);
  });

  it('keeps to its spark until that is gone', () => {
    const steering = new Steering(() => 0.99);
    const ship = motionAt(800, 600);
    const left = { id: 1, x: 500, y: 600 };
    const right = { id: 2, x: 1100, y: 600 };
    const headings = [[right], [right, left], [left]].map(
      (sparks) => steering.thrustFor(ship, sparksOf(sparks), 0.05).x > 0,
    );

    expect(headings).toEqual([true, true, false]);
  });

  it('drifts about where there is no spark', () => {
    const { x, y } = new Steering(() => 0.5).thrustFor(motionAt(0, 0), new Map(), 0.05);

    expect(Math.hypot(x, y)).toBeGreaterThan(0);
  });
});
