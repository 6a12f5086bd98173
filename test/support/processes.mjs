// Starts the programs that the runners need. Works in a bare clone: only Node's own modules.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PNPM = 'pnpm@12.21.0';

const ORPHAN_CHECK_MS = 300;

/** @type {readonly NodeJS.Signals[]} */
const PASSED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const onWindows = process.platform === 'win32';

/**
 * How a program ended. `signal` is what reached this process meanwhile, such as SIGINT from Ctrl-C.
 * @typedef {{ code: number, output: string, signal: NodeJS.Signals | undefined }} Ending
 *
 * `output`: `'show'` passes it on, `'keep'` returns it instead.
 * @typedef {{ cwd?: string, env?: Record<string, string>, stdin?: 'inherit' | 'ignore', output?: 'show' | 'keep' }} RunOptions
 */

/**
 * Runs a program to its end; those of `node_modules/.bin` go by their bare names. A signal to this process reaches the program too.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ending>}
 */
export const run = (command, args, { cwd = ROOT, env = {}, stdin = 'ignore', output = 'show' } = {}) =>
  new Promise((resolve) => {
    const out = output === 'show' ? 'inherit' : 'pipe';
    const leadsGroup = stdin === 'ignore' && !onWindows;
    const child = spawn(command, args, {
      cwd,
      env: { ...environment(), ...env },
      stdio: [stdin, out, out],
      shell: onWindows,
      detached: leadsGroup,
    });
    const signals = passSignals((signal) => sendSignal(child, leadsGroup, signal));
    let kept = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (kept += text));
    /** @param {number} code */
    const end = (code) => resolve({ code, output: kept, signal: signals.stop() });
    child.once('error', (error) => {
      kept += `${command}: ${error.message}\n`;
      if (output === 'show') console.error(kept);
      end(127);
    });
    child.once('close', (code, signal) => end(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });

/**
 * Runs the workspace's own version of pnpm, which npx fetches once.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export const pnpm = (args, options) => run('npx', ['--yes', PNPM, ...args], options);

const environment = () => {
  const { PATH = '', ...rest } = process.env;
  return { ...rest, PATH: [join(ROOT, 'node_modules', '.bin'), PATH].join(delimiter) };
};

/**
 * Signals a program, and with it all that it has started when it leads a group of its own.
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} leadsGroup
 * @param {NodeJS.Signals} signal
 */
const sendSignal = (child, leadsGroup, signal) => {
  if (!leadsGroup || !child.pid) {
    // A terminal sends Ctrl-C to all of its group at once; a second one would look like impatience.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
};

/**
 * Passes on what ends this process. npm ends without a word to its script when it is killed, so becoming an orphan counts as SIGTERM.
 * @param {(signal: NodeJS.Signals) => void} send
 */
const passSignals = (send) => {
  /** @type {NodeJS.Signals | undefined} */
  let seen;
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    seen = signal;
    send(signal);
  };
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent && !seen) pass('SIGTERM');
  }, ORPHAN_CHECK_MS);
  for (const signal of PASSED_SIGNALS) process.on(signal, pass);
  const stop = () => {
    clearInterval(watch);
    for (const signal of PASSED_SIGNALS) process.off(signal, pass);
    return seen;
  };
  return { stop };
};
