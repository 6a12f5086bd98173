// `npm run demo` and `npm run example:…`: from a bare clone to a running example, which is named first. Further arguments are its own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm, ROOT, run } from './processes.mjs';

const [name = '', ...args] = process.argv.slice(2);
const folder = join(ROOT, 'examples', name);

/** @param {string} what @param {string[]} args */
const prepare = async (what, args) => {
  console.log(`${what} …`);
  const { code, output, signal } = await pnpm(args, { output: 'keep' });
  if (code === 0 && !signal) return;
  if (!signal) console.error(output);
  process.exit(code || 1);
};

await prepare('installing', ['install', '--frozen-lockfile']);
await prepare('building', ['--filter', `{examples/${name}}...`, 'run', 'build']);

const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
// `exec` leaves no shell between this process and the example that a signal could stop at.
const { code } =
  process.platform === 'win32'
    ? await run(scripts.start, args, { cwd: folder, stdin: 'inherit' })
    : await run('sh', ['-c', `exec ${scripts.start} "$@"`, 'start', ...args], { cwd: folder, stdin: 'inherit' });
process.exitCode = code;
