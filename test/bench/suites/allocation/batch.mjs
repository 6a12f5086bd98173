// What a pass sends or receives. Imports nothing: the benchmark reads its suites before anything is installed or built.

/** @typedef {{ playerID: number, playerData: { name: string, atk: number, lev: number } }} Player */

/** As many messages go into one chunk, and into one batch. */
export const BATCH = 100;

/** @param {number} playerID @returns {Player} */
const player = (playerID) => ({ playerID, playerData: { name: 'Ann', atk: 12, lev: 3 } });

export const VALUES = Array.from({ length: BATCH }, (_, i) => player(i));

/** What the numbers of a batch add up to. */
export const SUM_OF_BATCH = VALUES.reduce((sum, { playerID }) => sum + playerID, 0);

/** Tells what so many passes are to hear or to write. @param {number} passes */
export const expectedOf = (passes) => ({ messages: passes * BATCH, sum: passes * SUM_OF_BATCH });
