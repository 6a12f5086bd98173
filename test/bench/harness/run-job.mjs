import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {import('./suite.mjs').Job} Job
 * @typedef {import('./suite.mjs').Measurement} Measurement
 * @typedef {import('./suite.mjs').Skipped} Skipped
 */

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));
const LAST_WORDS = 400;

/**
 * Measures in a process of its own, so that nobody inherits another's optimised code, heap or prototypes.
 * @param {Job} job
 * @param {{ nodeFlags?: readonly string[], timeoutMs?: number }} [options]
 * @returns {Promise<Measurement | Skipped | { failed: string }>}
 */
export const runJob = (job, { nodeFlags = [], timeoutMs = 120_000 } = {}) =>
  new Promise((resolve) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(CHILD, [], {
      execArgv: ['--expose-gc', ...nodeFlags],
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      words = (words + text).slice(-LAST_WORDS);
    });
    /** @type {any} */
    let report;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('message', (message) => {
      report = message;
    });
    child.once('error', (error) => {
      words += error.message;
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (isLate) resolve({ failed: `no figure after ${timeoutMs} ms` });
      else resolve(report ?? { failed: `ended with ${signal ?? `code ${code}`} and no figure: ${words.trim()}` });
    });
    child.send(job);
  });
