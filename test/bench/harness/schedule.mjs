import { contestantsOf } from './suite.mjs';

/**
 * @typedef {import('./suite.mjs').Suite} Suite
 * @typedef {import('./suite.mjs').Case} Case
 * @typedef {import('./suite.mjs').Contestant} Contestant
 * @typedef {{ suite: Suite, kase: Case, contestant: Contestant, round: number }} Run
 */

/**
 * Lists all runs in their order. Rounds are the outer loop, so each case meets every mood of the machine; within a case its
 * contestants follow each other at once, which pairs them, and another one begins in each round. The first two of a list stay neighbours,
 * and so do the next two.
 * @param {readonly Suite[]} suites
 * @param {{ rounds: number, isQuick: boolean }} options
 * @returns {Run[]}
 */
export const schedule = (suites, { rounds, isQuick }) =>
  Array.from({ length: rounds }, (_, round) =>
    suites.flatMap((suite) =>
      suite.cases
        .filter((kase) => !kase.measuredWith && (!isQuick || kase.isQuick))
        .flatMap((kase) =>
          ordered(contestantsOf(suite, kase, isQuick), round)
            .filter((contestant) => [suite, kase, contestant].every((one) => round < (one.rounds ?? rounds)))
            .map((contestant) => ({ suite, kase, contestant, round })),
        ),
    ),
  ).flat();

/**
 * Puts together what is to be up at once: all runs of a round of a case that takes turns, else one.
 * @param {readonly Run[]} runs
 */
export const batches = (runs) => {
  /** @type {Run[][]} */
  const all = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (run.kase.takesTurns && last?.[0]?.kase === run.kase && last[0].round === run.round) last.push(run);
    else all.push([run]);
  }
  return all;
};

/** Turns every other round round, and begins two further on in each two of them. @template T @param {readonly T[]} list @param {number} round */
const ordered = (list, round) => {
  const by = round - (round % 2);
  const rotated = list.map((_, i) => /** @type {T} */ (list[(i + by) % list.length]));
  return round % 2 === 0 ? rotated : rotated.reverse();
};
