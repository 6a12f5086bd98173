// Used inside the processes that measure.

import { median } from './statistics.mjs';

const SAMPLE_MS = 5;
const MIN_SAMPLES = 3;

/** Says that work was dropped or done wrong: whoever did it gets no figure. */
export class WorkError extends Error {
  /** @override */
  name = 'WorkError';
}

/**
 * Times passes over a workload in samples of at least five milliseconds.
 * @param {object} work
 * @param {(sample: number) => void} work.prepare runs before each sample, untimed
 * @param {() => unknown} work.pass does the work once; timed; waited for when it gives a promise
 * @param {(sample: number, passes: number) => void} work.check runs after each sample, untimed; throws WorkError
 * @param {import('./suite.mjs').Budget} budget
 * @returns {Promise<{ nsPerPass: number, passes: number }>} the median over the samples, and how many passes were timed
 */
export const timePasses = async (work, { warmMs, measureMs }) => {
  let passesEach = 1;
  const sample = async (/** @type {number} */ number) => {
    work.prepare(number);
    const ms = await timed(work.pass, passesEach);
    work.check(number, passesEach);
    return ms;
  };
  let samples = 0;
  for (const start = performance.now(); performance.now() - start < warmMs || samples < 2; ) {
    const ms = await sample(samples++);
    if (ms < SAMPLE_MS)
      passesEach = Math.ceil(passesEach * Math.min(10, Math.max(1.2, SAMPLE_MS / Math.max(ms, 0.01))));
  }
  globalThis.gc?.();
  /** @type {number[]} */
  const times = [];
  for (const start = performance.now(); performance.now() - start < measureMs || times.length < MIN_SAMPLES; ) {
    times.push((await sample(samples++)) / passesEach);
  }
  return { nsPerPass: median(times) * 1e6, passes: times.length * passesEach };
};

/** @param {() => unknown} pass @param {number} passes */
const timed = async (pass, passes) => {
  const start = performance.now();
  for (let i = 0; i < passes; i++) {
    const wait = pass();
    if (wait) await wait;
  }
  return performance.now() - start;
};

/**
 * Numbers that look random and are the same for the same seed: xorshift32.
 * @param {number} seed
 * @returns {(below: number) => number} a whole number from 0 up to `below`
 */
export const createNumbers = (seed) => {
  let state = (Math.imul(seed + 1, 0x9e37_79b1) ^ 0x5bd1_e995) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};
