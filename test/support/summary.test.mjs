import { expect, test } from 'vitest';
import { closingLine, summaryTable } from './summary.mjs';
import { tallyOf } from './vitest.mjs';

/** @param {string} name @param {import('./summary.mjs').Tally} tally */
const row = (name, tally) => ({ name, tally, seconds: 1.25 });

test('the closing line adds up checks and tests, and names what was skipped only when something was', () => {
  const rows = [
    row('install', {}),
    row('lint', { passed: 1, failed: 0 }),
    row('tests', { passed: 40, failed: 2, skipped: 0 }),
  ];
  expect(closingLine(rows)).toBe('41 passed, 2 failed');
  expect(closingLine([...rows, row('browser', { skipped: 1 })])).toBe('41 passed, 2 failed, 1 skipped');
});

test('the table tells a failure, a skipped step and why', () => {
  const table = summaryTable([
    row('build', { failed: 1 }),
    row('pack', { skipped: 1, note: 'for want of build' }),
    row('tests', { passed: 3, failed: 0, skipped: 1 }),
  ]);
  expect(table.split('\n')).toEqual([
    'step   result                             seconds',
    'build  FAILED                                 1.3',
    'pack   skipped (for want of build)            1.3',
    'tests  ok: 3 passed, 0 failed, 1 skipped      1.3',
  ]);
});

test('a test file that could not run counts as one failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const red = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [broken, red],
  };
  expect(tallyOf(report, 1)).toEqual({ passed: 1, failed: 2, skipped: 3 });
});

test('a run that ended badly without a failed test, or without a report, counts as one failure', () => {
  expect(tallyOf({ numPassedTests: 5 }, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  expect(tallyOf({}, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(tallyOf({ numPassedTests: 5 }, 0)).toEqual({ passed: 5, failed: 0, skipped: 0 });
});
