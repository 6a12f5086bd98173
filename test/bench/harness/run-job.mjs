import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { launch } from './one-core.mjs';
import { Turnstile } from './turnstile.mjs';

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
 * @param {{ nodeFlags?: readonly string[], timeoutMs?: number, core?: number | undefined, turnstile?: Turnstile }} [options] `timeoutMs`: for
 *   all until it reports or waits for its next turn; `turnstile`: what those share that take turns
 * @returns {Promise<Measurement | Skipped | { failed: string }>}
 */
export const runJob = async (job, { nodeFlags = [], timeoutMs = 120_000, core, turnstile = new Turnstile() } = {}) => {
  let leave = await turnstile.enter();
  return new Promise((resolve) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(CHILD, [], {
      ...launch(['--expose-gc', ...nodeFlags], core),
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
    const watch = () =>
      setTimeout(() => {
        isLate = true;
        child.kill('SIGKILL');
      }, timeoutMs);
    let timer = watch();
    const takeTurn = async () => {
      clearTimeout(timer);
      leave();
      leave = await turnstile.enter();
      if (!child.connected) {
        leave();
        return;
      }
      timer = watch();
      child.send('your turn');
    };
    child.on('message', (/** @type {any} */ message) => {
      if (message.waits) takeTurn();
      else report = message;
    });
    child.once('error', (error) => {
      words += error.message;
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      leave();
      if (isLate) resolve({ failed: `no figure after ${timeoutMs} ms` });
      else resolve(report ?? { failed: `ended with ${signal ?? `code ${code}`} and no figure: ${words.trim()}` });
    });
    child.send(job);
  });
};
