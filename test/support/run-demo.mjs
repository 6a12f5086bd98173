// `npm run demo`: from a bare clone to the running demo. Further arguments are the demo's own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm, ROOT, run } from './processes.mjs';

const DEMO = join(ROOT, 'examples', 'browser-arena');

/** @param {string} what @param {string[]} args */
const prepare = async (what, args) => {
  console.log(`${what} …`);
  const { code, output, signal } = await pnpm(args, { output: 'keep' });
  if (code === 0 && !signal) return;
  if (!signal) console.error(output);
  process.exit(code || 1);
};

await prepare('installing', ['install', '--frozen-lockfile']);
await prepare('building', ['--filter', '{examples/browser-arena}...', 'run', 'build']);

const { scripts } = JSON.parse(readFileSync(join(DEMO, 'package.json'), 'utf8'));
const args = process.argv.slice(2);
// `exec` leaves no shell between this process and the demo that a signal could stop at.
const { code } =
  process.platform === 'win32'
    ? await run(scripts.start, args, { cwd: DEMO, stdin: 'inherit' })
    : await run('sh', ['-c', `exec ${scripts.start} "$@"`, 'start', ...args], { cwd: DEMO, stdin: 'inherit' });
process.exitCode = code;
