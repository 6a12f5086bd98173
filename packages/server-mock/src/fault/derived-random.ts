import { createSeededRandom } from '../time/seeded-random.ts';

/** Creates a row of numbers of its own for each list of whole numbers: the same list gives the same row, another one another row. */
export const createDerivedRandom = (seed: number, ...parts: readonly number[]): (() => number) => {
  let mixed = seed;
  for (const part of parts) mixed = Math.floor(createSeededRandom(mixed + part * SPREAD)() * 0x1_0000_0000);
  return createSeededRandom(mixed);
};

/** Keeps seed 1 with part 2 apart from seed 2 with part 1. */
const SPREAD = 0x9e37_79b1;
