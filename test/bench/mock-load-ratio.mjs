// What one kind of round costs beside another. Rounds of all kinds take turns in one run, so only those of the same turn are compared: what the
// machine was busy with then, it was busy with for both.

/**
 * Tells what rounds of a kind measured, as multiples of what those of another measured in the same turns.
 * @param {readonly number[]} measured
 * @param {readonly number[]} base
 */
export const compare = (measured, base) => {
  if (measured.length !== base.length || base.length === 0) {
    throw new Error(`only rounds of the same turns can be compared, not ${measured.length} with ${base.length}`);
  }
  const ratios = measured.map((value, turn) => value / (base[turn] ?? Number.NaN)).toSorted((a, b) => a - b);
  const middle = ratios.length / 2;
  const median = ((ratios[Math.ceil(middle) - 1] ?? Number.NaN) + (ratios[Math.floor(middle)] ?? Number.NaN)) / 2;
  return { median, lowest: ratios[0] ?? Number.NaN, highest: ratios.at(-1) ?? Number.NaN };
};

/** Writes a ratio for people: its median over the turns, and between which two it lay. @param {ReturnType<typeof compare>} ratio */
export const describeRatio = ({ median, lowest, highest }) =>
  `${median.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;

/**
 * Gives the order of the kinds in a turn: each begins as often as the others, so that none always follows the same one.
 * @template T @param {readonly T[]} kinds @param {number} turn @returns {T[]}
 */
export const orderOf = (kinds, turn) => {
  const first = turn % kinds.length;
  const order = [...kinds.slice(first), ...kinds.slice(0, first)];
  return Math.floor(turn / kinds.length) % 2 === 0 ? order : order.reverse();
};
