// What the terminal shows.

import { amount, amountBeside } from './amount.mjs';
import { timesAsGood, typical } from './judge.mjs';
import { contestantsOf, scaleOf } from './suite.mjs';

/**
 * @typedef {import('./suite.mjs').Suite} Suite
 * @typedef {import('./judge.mjs').Verdict} Verdict
 */

export const MARKS = { holds: '✔ holds', missed: '✘ missed', 'not measured': '– not measured' };

/** What stands beside the figures. */
export const LEGEND =
  'N × (low–high): our first contestant is N times as good as this one; the median over paired rounds, and an interval of it.';

/**
 * Draws a suite: a row for each contestant and case, in the order of merit, and how it compares to ours.
 * @param {Suite} suite
 * @param {import('./suite.mjs').SuiteFigures} figures
 */
export const suiteTable = (suite, figures) => {
  const sections = suite.cases
    .filter(({ name }) => figures[name])
    .map((kase) => `${kase.name}${ownScale(suite, kase)}\n${columns(caseRows(suite, kase, figures[kase.name] ?? {}))}`);
  return `${suite.title} (${suite.unit}, ${suite.better} is better)\n\n${sections.join('\n\n')}`;
};

/**
 * Draws the goals with their marks.
 * @param {readonly Verdict[]} verdicts
 */
export const goalTable = (verdicts) =>
  columns(
    verdicts.map((verdict) => [
      MARKS[verdict.mark],
      verdict.goal.id,
      verdict.goal.says,
      measuredOf(verdict),
      [verdict.where, verdict.isClose && 'close', verdict.note].filter(Boolean).join('; '),
    ]),
  );

/** Says where the two ends of a ping ran, without which its time means little. @param {{ binds: boolean }} machine */
export const bindingOf = ({ binds }) =>
  binds ? 'pings, one message a tick, and crowds on one core' : 'no process bound to a core, as there is no taskset';

/** Counts the marks in one line. @param {readonly Verdict[]} verdicts */
export const goalSummary = (verdicts) => {
  const count = (/** @type {Verdict['mark']} */ mark) => verdicts.filter((verdict) => verdict.mark === mark).length;
  return `goals: ${count('holds')} hold, ${count('missed')} missed, ${count('not measured')} not measured`;
};

/** Writes what was measured, with its interval. @param {Pick<Verdict, 'goal' | 'measured'>} verdict */
export const measuredOf = ({ goal, measured }) => {
  if (!measured) return '';
  const { median, low, high } = measured;
  const bound = 'atLeast' in goal ? goal.atLeast : goal.atMost;
  return `${amountBeside(median, bound)} (${amount(low)}–${amount(high)})`;
};

/** @param {Suite} suite @param {import('./suite.mjs').Case} kase */
const ownScale = (suite, kase) => {
  const { unit, better } = scaleOf(suite, kase);
  return kase.unit || kase.better ? ` (${unit}, ${better} is better)` : '';
};

/** @param {Suite} suite @param {import('./suite.mjs').Case} kase @param {Record<string, import('./suite.mjs').Figures>} figures */
const caseRows = (suite, kase, figures) => {
  const ours = contestantsOf(suite, kase).find(
    ({ role, name }) => role === 'ours' && typical(figures[name]) !== undefined,
  );
  const { better } = scaleOf(suite, kase);
  const sign = better === 'less' ? 1 : -1;
  return contestantsOf(suite, kase)
    .filter(({ name }) => figures[name])
    .map(({ name }) => ({ name, own: figures[name], middle: typical(figures[name]) }))
    .toSorted((a, b) => sign * ((a.middle ?? sign * Infinity) - (b.middle ?? sign * Infinity)))
    .map(({ name, own, middle }) => {
      if (middle === undefined)
        return [`  ${name}`, '', own?.failed ? `FAILED: ${own.failed}` : (own?.skipped ?? 'no figure')];
      const ratio = ours && ours.name !== name ? timesAsGood(better, figures[ours.name], own) : undefined;
      const against = ratio ? `${amount(ratio.median)} × (${amount(ratio.low)}–${amount(ratio.high)})` : '';
      return [`  ${name}`, amount(middle).padStart(10), against];
    });
};

/** @param {string[][]} rows */
const columns = (rows) => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
