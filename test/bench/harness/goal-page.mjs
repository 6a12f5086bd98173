// Where each goal stands, as a page of Markdown: what a reader of the repository sees without running anything.

import { bindingOf, goalSummary, MARKS, measuredOf } from './tables.mjs';

/**
 * Writes the page.
 * @param {readonly import('./judge.mjs').Verdict[]} verdicts
 * @param {import('./chart.mjs').RunInfo & { seconds: number }} run
 * @param {string} chart the file of the chart, beside the page
 */
export const goalPage = (verdicts, run, chart) => {
  const { cpu, cores, os, node } = run.machine;
  const minutes = Math.max(1, Math.round(run.seconds / 60));
  const suites = [...new Set(verdicts.map(({ goal }) => goal.suite))];
  return [
    '# Where the goals stand',
    `${run.date.slice(0, 10)}, ${run.mode}, up to ${run.rounds} rounds in ${minutes} min, on ${cpu}, ${cores} cores, ${os}, Node ${node}; ${bindingOf(run.machine)}. Written by \`npm run bench\`.`,
    `**${goalSummary(verdicts)}.** Figures are the median of the rounds, and in brackets the interval of the true one; *close*: it reaches to both sides of the goal.`,
    ...suites.map((suite) =>
      sectionOf(
        suite,
        verdicts.filter(({ goal }) => goal.suite === suite),
      ),
    ),
    `![All of it beside the peers](${chart})\n`,
  ].join('\n\n');
};

/** @param {string} suite @param {readonly import('./judge.mjs').Verdict[]} verdicts */
const sectionOf = (suite, verdicts) =>
  [
    `## ${suite}`,
    '',
    '| | goal | measured | decided by |',
    '|---|---|---:|---|',
    ...verdicts.map((verdict) => {
      const { goal, mark, where, isClose, note } = verdict;
      const decided = [where, isClose && '*close*', note].filter(Boolean).join('; ');
      return `| ${[MARKS[mark], goal.says, measuredOf(verdict), decided].map(escaped).join(' | ')} |`;
    }),
  ].join('\n');

/** @param {string} cell */
const escaped = (cell) => cell.replaceAll('|', '\\|');
