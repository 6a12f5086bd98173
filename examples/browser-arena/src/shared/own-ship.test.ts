import { describe, expect, it } from 'vitest';
import { OwnShip } from './own-ship.ts';
import type { PendingInput } from './prediction.ts';
import { motionAt, NO_THRUST, STEP_MS, step, thrustOf } from './simulation.ts';

const START = motionAt(1200, 900);
const RIGHT = thrustOf(1, 0);

const createBench = () => {
  const sent: (readonly PendingInput[])[] = [];
  const ship = new OwnShip((inputs) => sent.push(inputs));
  ship.reset(START);
  return { ship, sent };
};

describe('OwnShip', () => {
  it('flies the same way at any rate of pictures', () => {
    const places = [30, 60, 144].map((rate) => {
      const { ship, sent } = createBench();
      for (let i = 0; i < rate; i++) ship.advance(RIGHT, 1000 / rate);
      return { x: ship.place.x, steps: sent.flat().length + (ship.pendingCount - sent.flat().length) };
    });

    const [first, ...rest] = places;
    for (const { x, steps } of rest) {
      expect(Math.abs(x - first!.x)).toBeLessThan(12);
      expect(Math.abs(steps - first!.steps)).toBeLessThanOrEqual(1);
    }
  });

  it('sends three steps at a time, and the rest when it has come to a stop', () => {
    const { ship, sent } = createBench();
    for (let i = 0; i < 7; i++) ship.advance(RIGHT, STEP_MS + 0.001);
    expect(sent.map((inputs) => inputs.map(({ seq }) => seq))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);

    for (let i = 0; i < 300; i++) ship.advance(NO_THRUST, STEP_MS);
    expect(sent.flat()).toHaveLength(ship.pendingCount);
  });

  it('is drawn between two steps, where the time is between them', () => {
    const { ship } = createBench();
    ship.advance(RIGHT, 10 * STEP_MS + STEP_MS / 2);
    let [before, after] = [START, START];
    for (let i = 0; i < 10; i++) [before, after] = [after, step(after, RIGHT)];

    expect(ship.place.x).toBeCloseTo((before.x + after.x) / 2, 1);
  });

  it('lets a small correction fade out of the picture, while the ship is right at once', () => {
    const { ship } = createBench();
    ship.reconcile(0, motionAt(1230, 900));
    expect([ship.place.x, ship.lastCorrection]).toEqual([1200, 30]);

    const seen: number[] = [];
    for (let i = 0; i < 60; i++) {
      ship.advance(NO_THRUST, STEP_MS);
      seen.push(ship.place.x);
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeCloseTo(1230, 1);
  });

  it('shows a large correction as the jump that it is', () => {
    const { ship } = createBench();
    ship.reconcile(0, motionAt(300, 300));

    expect([ship.place.x, ship.place.y]).toEqual([300, 300]);
  });

  it('does not catch up with the time that the page was hidden', () => {
    const { ship } = createBench();
    ship.advance(RIGHT, 60_000);

    expect(ship.pendingCount).toBeLessThanOrEqual(15);
  });
});
