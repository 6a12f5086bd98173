// `npm run bench [-- --full] [--only receive,codec,size]`: from a bare clone to a table, a JSON file, a chart and the goals' marks.
// See README.md beside this file.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pnpm } from '../support/processes.mjs';
import { GOALS } from './goals.mjs';
import { BUILD } from './harness/build.mjs';
import { judge, strayNames } from './harness/judge.mjs';
import { describeMachine } from './harness/machine.mjs';
import { findCore } from './harness/one-core.mjs';
import { SUITES } from './suites.mjs';

const RESULTS = fileURLToPath(new URL('results', import.meta.url));

const MODES = {
  quick: { rounds: 3, budget: { warmMs: 100, measureMs: 120, passLimitMs: 1000 } },
  // Six rounds are the least that bound a median with 95 %.
  full: { rounds: 6, budget: { warmMs: 120, measureMs: 220, passLimitMs: 2000 } },
};

/** @returns {{ quick?: boolean, full?: boolean, only?: string, rounds?: string }} */
const readFlags = () => {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean' },
        full: { type: 'boolean' },
        only: { type: 'string' },
        rounds: { type: 'string' },
      },
    }).values;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(2);
  }
};
const values = readFlags();

// Before an install and a build of our own add to it.
const core = findCore();
const machine = { ...describeMachine(), binds: core !== undefined };
const isBusy = machine.loadAtStart > machine.cores / 4;

const mode = values.full ? 'full' : 'quick';
const names = values.only?.split(',') ?? SUITES.map(({ name }) => name);
const suites = SUITES.filter(({ name }) => names.includes(name));
const rounds = values.rounds === undefined ? MODES[mode].rounds : Number(values.rounds);
const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
const problems = [
  ...unknown.map((name) => `no suite '${name}'; there are ${SUITES.map(({ name }) => name).join(', ')}`),
  ...(rounds > 0 && Number.isInteger(rounds) ? [] : [`--rounds ${values.rounds} is no number of rounds`]),
  ...strayNames(GOALS, SUITES),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(2);

const isWhole = mode === 'full' && suites.length === SUITES.length && rounds >= MODES.full.rounds;
if (isWhole && isBusy)
  console.log(
    `The load is ${machine.loadAtStart}: other programs are at work, so this run will not be published. To publish, end them and start anew.`,
  );

/** @param {string} what @param {string[]} args */
const prepare = async (what, args) => {
  console.log(`${what} …`);
  const { code, output, signal } = await pnpm(args, { output: 'keep' });
  if (code === 0 && !signal) return;
  if (!signal) console.error(output);
  process.exit(code || 1);
};

await prepare('installing', ['install', '--frozen-lockfile']);
await prepare('building', BUILD);
// Below, what an install brings is needed.
const { generateOurs, preparePeers } = await import('./harness/peers.mjs');
const { runJob } = await import('./harness/run-job.mjs');
const { measureSuites } = await import('./harness/measure.mjs');
const { bindingOf, goalSummary, goalTable, LEGEND, suiteTable } = await import('./harness/tables.mjs');
const { goalPage } = await import('./harness/goal-page.mjs');
const { drawChart } = await import('./harness/chart.mjs');
await preparePeers();
await generateOurs();

const start = new Date();
const options = { ...MODES[mode], rounds, isQuick: mode === 'quick', seed: start.getTime() % 1_000_000, core };

/** @param {number} done @param {number} all @param {import('./harness/schedule.mjs').Run} run */
const showProgress = (done, all, { suite, kase, contestant, round }) => {
  const left = done > 0 ? Math.ceil((((Date.now() - start.getTime()) / done) * (all - done)) / 60_000) : undefined;
  const line = `${done + 1}/${all}${left ? `, ${left} min left` : ''}  round ${round + 1}  ${suite.name}: ${kase.name}, ${contestant.name}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${line}`);
  else if (done % 50 === 0) console.error(line);
};

const figures = await measureSuites(suites, options, runJob, showProgress);
if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');

const asked = GOALS.filter(({ suite }) => names.includes(suite));
const verdicts = judge(asked, SUITES, figures);
console.log(`\n${LEGEND}`);
for (const suite of suites) console.log(`\n${suiteTable(suite, figures[suite.name] ?? {})}`);
const others = GOALS.length - asked.length;
console.log(`\n${goalTable(verdicts)}\n\n${goalSummary(verdicts)}${others > 0 ? `; ${others} of other suites` : ''}`);

const seconds = Math.round((Date.now() - start.getTime()) / 1000);
const { cpu, cores, os, node } = machine;
console.log(
  `${mode}, ${rounds} rounds, ${seconds} s, ${start.toISOString()}, ${cpu}, ${cores} cores, ${os}, Node ${node}; ${bindingOf(machine)}`,
);

const failures = Object.values(figures).flatMap((cases) =>
  Object.entries(cases).flatMap(([kase, contestants]) =>
    Object.entries(contestants).flatMap(([name, { failed }]) => (failed ? [`${kase}, ${name}: ${failed}`] : [])),
  ),
);
const isPublishable = isWhole && !isBusy && failures.length === 0;
const run = { date: start.toISOString(), mode, rounds, seed: options.seed, seconds, machine };
const json = `${JSON.stringify({ ...run, goals: verdicts, suites: figures }, null, 2)}\n`;
const chart = drawChart(suites, figures, run);
mkdirSync(RESULTS, { recursive: true });
for (const name of isPublishable ? ['latest', 'published'] : ['latest']) {
  writeFileSync(join(RESULTS, `${name}.json`), json);
  writeFileSync(join(RESULTS, `${name}.svg`), chart);
  writeFileSync(join(RESULTS, `${name}.md`), goalPage(verdicts, run, `${name}.svg`));
}
console.log(
  `written: ${join(RESULTS, 'latest.json')}, .md and .svg${isPublishable ? ', and the same as published' : ''}`,
);

if (isBusy)
  console.log(
    `The load was ${machine.loadAtStart} before this began: other programs were at work, figures are for debugging only.`,
  );

for (const failure of failures) console.error(`FAILED ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
