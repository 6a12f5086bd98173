/**
 * How one step went. A step that checks counts as one test, the step that runs the tests as many as it ran, and one that
 * only prepares counts when it fails.
 * @typedef {{ passed?: number, failed?: number, skipped?: number, note?: string }} Tally
 * @typedef {{ name: string, seconds: number, tally: Tally }} Row
 */

/**
 * Draws the steps as a table.
 * @param {readonly Row[]} rows
 */
export const summaryTable = (rows) => {
  const cells = [
    ['step', 'result', 'seconds'],
    ...rows.map(({ name, seconds, tally }) => [name, result(tally), seconds.toFixed(1)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map(
      ([name = '', what = '', time = '']) =>
        `${name.padEnd(widths[0] ?? 0)}  ${what.padEnd(widths[1] ?? 0)}  ${time.padStart(widths[2] ?? 0)}`,
    )
    .join('\n');
};

/**
 * Adds the steps up in one line: `12 passed, 0 failed`, and `, 3 skipped` where some were.
 * @param {readonly Row[]} rows
 */
export const closingLine = (rows) => {
  const { passed, failed, skipped } = total(rows);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
};

/** @param {readonly Row[]} rows */
export const total = (rows) => {
  /** @param {'passed' | 'failed' | 'skipped'} key */
  const sum = (key) => rows.reduce((count, { tally }) => count + (tally[key] ?? 0), 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
};

/** @param {Tally} tally */
const result = ({ passed = 0, failed = 0, skipped = 0, note }) => {
  const word = failed > 0 ? 'FAILED' : passed === 0 && skipped > 0 ? 'skipped' : 'ok';
  const counts = passed + failed + skipped > 1 ? `: ${passed} passed, ${failed} failed, ${skipped} skipped` : '';
  return `${word}${counts}${note ? ` (${note})` : ''}`;
};
