// Used inside the processes that measure.

const SAMPLE_MS = 5;
const MIN_SAMPLES = 3;
/** In so many turns, some twenty milliseconds each, the time of a full run is spent where contestants take turns. */
export const PIECES = 10;
/** A process that waits, or hardly gets a turn, goes on after so many times its budget. */
const PATIENCE = 6;

/** Says that work was dropped or done wrong: whoever did it gets no figure. */
export class WorkError extends Error {
  /** @override */
  name = 'WorkError';
}

/**
 * Times passes over a workload, in CPU time of this process: what others do on the machine does not count, and collecting the garbage of
 * the passes does.
 * @param {object} work
 * @param {(sample: number) => void} work.prepare runs before each sample, untimed
 * @param {() => unknown} work.pass does the work once; timed; waited for when it gives a promise
 * @param {(sample: number, passes: number) => void} work.check runs after each sample, untimed; throws WorkError
 * @param {import('./suite.mjs').Budget} budget
 * @param {{ turns?: number | undefined, takeTurn?: import('./suite.mjs').TakeTurn | undefined }} [sharing] `turns`: in so many pieces the time is spent, if passes are
 *   short enough; before each it waits for its turn. Default 1.
 * @returns {Promise<{ nsPerPass: number, passes: number }>} the mean over all timed passes, and how many these were
 */
export const timePasses = async (work, { warmMs, measureMs }, { turns = 1, takeTurn = async () => {} } = {}) => {
  let passesEach = 1;
  const sample = async (/** @type {number} */ number) => {
    work.prepare(number);
    const ms = await timed(work.pass, passesEach);
    work.check(number, passesEach);
    return ms;
  };
  let samples = 0;
  for (const spent = stopwatch(); spent() < warmMs || samples < 2; ) {
    const ms = await sample(samples++);
    if (ms < SAMPLE_MS)
      passesEach = Math.ceil(passesEach * Math.min(10, Math.max(1.2, SAMPLE_MS / Math.max(ms, 0.01))));
  }
  globalThis.gc?.();
  let timedMs = 0;
  let timedSamples = 0;
  /** @param {number} ms */
  const sampleFor = async (ms) => {
    const spent = stopwatch();
    do {
      timedMs += await sample(samples++);
      timedSamples++;
    } while (spent() < ms);
    return spent();
  };
  for (let spentMs = 0; spentMs < measureMs || timedSamples < MIN_SAMPLES; ) {
    await takeTurn();
    // Others had the caches; who needs a whole sample for one pass comes back to speed in it.
    if (turns > 1 && passesEach > 1) await sample(samples++);
    spentMs += await sampleFor(measureMs / turns);
  }
  const passes = timedSamples * passesEach;
  return { nsPerPass: (timedMs * 1e6) / passes, passes };
};

/**
 * Tells how long this process has been at work, in milliseconds. On a machine that others use too that is less than what a clock shows,
 * and a warm-up by the clock would end before the code is optimised.
 */
export const stopwatch = () => {
  const start = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.max((user + system) / 1000, (performance.now() - start) / PATIENCE);
  };
};

/** @param {() => unknown} pass @param {number} passes */
const timed = async (pass, passes) => {
  const start = process.cpuUsage();
  for (let i = 0; i < passes; i++) {
    const wait = pass();
    if (wait) await wait;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
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
