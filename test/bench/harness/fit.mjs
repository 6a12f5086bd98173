/** The 97.5th percentile of the normal distribution. */
const Z = 1.959_964;

/**
 * Finds the power of the size with which a cost grows: the slope of a straight line through the logarithms, by least squares, and an
 * interval that holds the true one with 95 % when the logarithms scatter normally. Nothing where fewer than three points, or but one
 * size, leave no line to find.
 * @param {readonly { size: number, cost: number }[]} points
 * @returns {import('./statistics.mjs').Spread | undefined}
 */
export const fitPower = (points) => {
  const rounds = points.length;
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const middleX = mean(logs.map(({ x }) => x));
  const middleY = mean(logs.map(({ y }) => y));
  const spreadX = sum(logs.map(({ x }) => (x - middleX) ** 2));
  if (rounds < 3 || !(spreadX > 0) || !Number.isFinite(middleY)) return undefined;
  const slope = sum(logs.map(({ x, y }) => (x - middleX) * (y - middleY))) / spreadX;
  const residues = sum(logs.map(({ x, y }) => (y - middleY - slope * (x - middleX)) ** 2));
  const half = studentT(rounds - 2) * Math.sqrt(residues / (rounds - 2) / spreadX);
  return { median: slope, low: slope - half, high: slope + half, confidence: 0.95, rounds };
};

/** The 97.5th percentile of Student's t: exact for one and two degrees of freedom, then by the expansion of Cornish and Fisher. @param {number} freedom */
const studentT = (freedom) => {
  if (freedom === 1) return Math.tan(Math.PI * 0.475);
  if (freedom === 2) return 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2));
  const third = (Z ** 3 + Z) / 4;
  const fifth = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  const seventh = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
  return Z + third / freedom + fifth / freedom ** 2 + seventh / freedom ** 3;
};

/** @param {readonly number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** @param {readonly number[]} values */
const mean = (values) => sum(values) / values.length;
