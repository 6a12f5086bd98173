// Counts allocation instead of timing it: in a young generation so large that nothing is collected meanwhile, the heap grows by just what
// was allocated. Needs the flags below.

import { median } from '../../harness/statistics.mjs';

/** Flags of Node for a process that counts: one thread, so that code is optimised at the same point of every run. */
export const COUNTING_FLAGS = [
  '--expose-gc',
  '--min-semi-space-size=128',
  '--max-semi-space-size=128',
  '--no-concurrent-recompilation',
  '--no-concurrent-sparkplug',
];

const WARM_PASSES = 3000;
const PASSES = 100;
const REPEATS = 15;

/**
 * Counts the bytes that one pass allocates, on the heap and in array buffers: the difference between few passes and twice as many, so
 * that what the counting itself allocates does not count. The median of several, as buffers may be let go in some of them.
 * @param {() => void} pass
 */
export const countBytes = (pass) => {
  for (let i = 0; i < WARM_PASSES; i++) pass();
  let passes = WARM_PASSES;
  const grownBy = (/** @type {number} */ count) => {
    globalThis.gc?.();
    const before = process.memoryUsage();
    for (let i = 0; i < count; i++) pass();
    const after = process.memoryUsage();
    passes += count;
    return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  };
  const results = Array.from({ length: REPEATS }, () => (grownBy(2 * PASSES) - grownBy(PASSES)) / PASSES);
  return { bytes: median(results), passes };
};
