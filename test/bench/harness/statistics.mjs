/** The middle of a list, or the mean of the two in the middle. @param {readonly number[]} values */
export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
};

/**
 * A median and an interval that holds the true one with the given confidence, whatever the distribution.
 * @typedef {{ median: number, low: number, high: number, confidence: number, rounds: number }} Spread
 */

/**
 * Bounds the true median by order statistics: the tightest pair, equally far from both ends, that reaches 95 %. With fewer than six
 * values no pair does; then it is the least and the greatest, with the confidence that these have.
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export const spreadOf = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const rounds = sorted.length;
  let rank = 0;
  while (rank + 1 < rounds / 2 && confidenceOf(rounds, rank + 1) >= 0.95) rank++;
  return {
    median: median(sorted),
    low: at(sorted, rank),
    high: at(sorted, rounds - 1 - rank),
    confidence: confidenceOf(rounds, rank),
    rounds,
  };
};

/**
 * Divides the values of each round by those of the same round, so that what slows a machine for a while falls on both.
 * @param {readonly (number | null)[]} dividends
 * @param {readonly (number | null)[]} divisors
 */
export const pairedRatios = (dividends, divisors) =>
  dividends.flatMap((dividend, round) => {
    const divisor = divisors[round];
    return dividend === null || divisor === null || divisor === undefined ? [] : [dividend / divisor];
  });

/** The probability that the true median lies between the values that have `rank` others outside. @param {number} rounds @param {number} rank */
const confidenceOf = (rounds, rank) => {
  let tail = 0;
  for (let k = 0; k <= rank; k++) tail += binomial(rounds, k) / 2 ** rounds;
  return 1 - 2 * tail;
};

/** @param {number} n @param {number} k @returns {number} */
const binomial = (n, k) => (k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k);

/** @param {readonly number[]} values @param {number} index */
const at = (values, index) => {
  const value = values[index];
  if (value === undefined) throw new RangeError('no values');
  return value;
};
