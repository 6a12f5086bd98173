import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.mjs';

/**
 * Runs vitest and counts what it ran.
 * @param {Record<string, string>} env
 * @returns {Promise<import('./processes.mjs').Ending & { tally: import('./summary.mjs').Tally }>}
 */
export const runVitest = async (env) => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-test-'));
  const report = join(folder, 'report.json');
  try {
    const ending = await run(
      'vitest',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      { env },
    );
    return { ...ending, tally: tallyOf(readReport(report), ending.code) };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/**
 * Counts a file that could not run as one failure, as it holds no test that failed; and a run that failed in no test at all, too.
 * @param {Report} report
 * @param {number} code
 */
export const tallyOf = (
  { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0, testResults = [] },
  code,
) => {
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((each) => each.status === 'failed'),
  );
  const failed = numFailedTests + brokenFiles.length;
  return {
    passed: numPassedTests,
    failed: code === 0 ? failed : Math.max(failed, 1),
    skipped: numPendingTests + numTodoTests,
  };
};

/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileReport
 * @typedef {Partial<Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests', number>> & { testResults?: FileReport[] }} Report
 */

/**
 * Reads vitest's report; none was written when vitest itself failed.
 * @param {string} path
 * @returns {Report}
 */
const readReport = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
};
