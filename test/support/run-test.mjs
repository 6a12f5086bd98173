// `npm test`: from a bare clone to one closing line. Installs, builds, checks and tests, and goes on after a failure where it can.
// `npm run test:long`: the same way to the tests that take longer than five minutes.

import { getChrome } from './get-chrome.mjs';
import { pnpm, run } from './processes.mjs';
import { closingLine, summaryTable, total } from './summary.mjs';
import { runVitest } from './vitest.mjs';

/**
 * @typedef {import('./processes.mjs').Ending} Ending
 * @typedef {import('./summary.mjs').Tally} Tally
 * @typedef {{ name: string, needs?: string[], run: () => Promise<Tally> }} Step
 */

/** Ctrl-C ends the run, whatever the step made of it. @param {Ending} ending */
const failures = ({ code, signal }) => {
  if (signal) process.exit(code || 1);
  return code === 0 ? 0 : 1;
};

/** @param {() => Promise<Ending>} start @returns {Step['run']} */
const preparation = (start) => async () => ({ failed: failures(await start()) });

/** @param {string} command @param {string[]} args @returns {Step['run']} */
const check =
  (command, ...args) =>
  async () => {
    const failed = failures(await run(command, args));
    return { passed: 1 - failed, failed };
  };

/** @returns {Promise<Tally>} */
const browser = async () => {
  if (process.env.NETMGR_SKIP_BROWSER === '1') return { skipped: 1, note: 'NETMGR_SKIP_BROWSER=1' };
  try {
    return { note: await getChrome() };
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return { failed: 1 };
  }
};

/** @param {Record<string, string>} env @returns {Step['run']} */
const tests = (env) => async () => {
  const { tally, ...ending } = await runVitest(hasDone('browser') ? env : { ...env, NETMGR_SKIP_BROWSER: '1' });
  failures(ending);
  return tally;
};

/** @type {Step[]} */
const preparations = [
  { name: 'install', run: preparation(() => pnpm(['install', '--frozen-lockfile'])) },
  { name: 'build', needs: ['install'], run: preparation(() => pnpm(['-r', 'run', 'build'])) },
];

/** @type {Step[]} */
const checks = [
  { name: 'types', needs: ['install'], run: check('tsc', '-p', 'tsconfig.json') },
  { name: 'lint', needs: ['install'], run: check('biome', 'check', '--error-on-warnings', '.') },
  { name: 'tidy', needs: ['install'], run: check('node', 'test/checks/tidy.mjs') },
  { name: 'size', needs: ['build'], run: check('node', 'test/checks/size.mjs') },
  { name: 'pack', needs: ['build'], run: check('node', 'test/checks/pack.mjs') },
];

const isLong = process.argv.includes('--long');

/** @type {Step[]} */
const steps = [
  ...preparations,
  ...(isLong ? [] : checks),
  { name: 'browser', needs: ['install'], run: browser },
  { name: 'tests', needs: ['install'], run: tests(isLong ? { NETMGR_LONG: '1' } : {}) },
];

/** @type {import('./summary.mjs').Row[]} */
const rows = [];

/** Tells whether a step ran and found nothing wrong. @param {string} name */
const hasDone = (name) => rows.some((row) => row.name === name && !row.tally.failed && !row.tally.skipped);

for (const { name, needs = [], run } of steps) {
  const missing = needs.find((need) => !hasDone(need));
  if (!missing) console.log(`\n▸ ${name}`);
  const start = performance.now();
  const tally = missing ? { skipped: 1, note: `for want of ${missing}` } : await run();
  rows.push({ name, tally, seconds: (performance.now() - start) / 1000 });
}

console.log(`\n${summaryTable(rows)}\n\n${closingLine(rows)}`);
process.exitCode = total(rows).failed > 0 ? 1 : 0;
