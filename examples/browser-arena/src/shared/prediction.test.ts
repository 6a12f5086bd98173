import { createSeededRandom } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import type { Motion } from './messages.ts';
import { MAX_PENDING, type PendingInput, Prediction, replay } from './prediction.ts';
import { motionAt, NO_THRUST, step, thrustOf } from './simulation.ts';

const START = motionAt(1200, 900);
const RIGHT = thrustOf(1, 0);

describe('Prediction', () => {
  it('moves at once, and numbers its inputs without a gap', () => {
    const prediction = new Prediction(START);
    const inputs = [prediction.step(RIGHT), prediction.step(RIGHT)];

    expect(inputs.map((input) => input?.seq)).toEqual([1, 2]);
    expect(prediction.motion).toEqual(step(step(START, RIGHT), RIGHT));
  });

  it('is never corrected by a server that applies the same inputs, however late its answers are', () => {
    const random = createSeededRandom(11);
    const prediction = new Prediction(START);
    let server: Motion = START;
    const underway: PendingInput[] = [];
    for (let i = 0; i < 600; i++) {
      const input = prediction.step(thrustOf(2 * random() - 1, 2 * random() - 1));
      if (input !== undefined) underway.push(input);
      if (random() < 0.7) continue;
      const arrived = underway.splice(0, Math.floor(random() * (underway.length + 1)));
      if (arrived.length === 0) continue;
      server = replay(server, arrived);
      expect(prediction.reconcile(arrived.at(-1)!.seq, server)).toEqual({ dx: 0, dy: 0 });
      expect(prediction.pendingCount).toBe(underway.length);
    }
  });

  it('takes the word of a server that knows better, and puts the unconfirmed inputs on top', () => {
    const prediction = new Prediction(START);
    for (let i = 0; i < 4; i++) prediction.step(RIGHT);
    const pushed = motionAt(500, 500);

    const { dx, dy } = prediction.reconcile(2, pushed);

    expect(prediction.motion).toEqual(step(step(pushed, RIGHT), RIGHT));
    expect([Math.round(dx), Math.round(dy)]).toEqual([-702, -400]);
    expect(prediction.pendingCount).toBe(2);
  });

  it('sends nothing while the ship stands still and no hand is on it', () => {
    const prediction = new Prediction(START);

    expect(prediction.step(NO_THRUST)).toBeUndefined();
    prediction.step(RIGHT);
    expect(prediction.step(NO_THRUST)).toBeDefined();
  });

  it('waits for the server once too much is unconfirmed, and goes on when it answers', () => {
    const prediction = new Prediction(START);
    for (let i = 0; i < MAX_PENDING; i++) expect(prediction.step(RIGHT)).toBeDefined();
    const { motion } = prediction;

    expect(prediction.step(RIGHT)).toBeUndefined();
    expect(prediction.motion).toBe(motion);
    prediction.reconcile(MAX_PENDING, motion);
    expect(prediction.step(RIGHT)?.seq).toBe(MAX_PENDING + 1);
  });

  it('forgets what was pending when it begins anew, and never uses a number twice', () => {
    const prediction = new Prediction(START);
    prediction.step(RIGHT);
    prediction.reset(motionAt(100, 100));

    expect([prediction.pendingCount, prediction.motion.x]).toEqual([0, 100]);
    expect(prediction.step(RIGHT)?.seq).toBe(2);
  });
});
