// What the peers need before anything can be measured: their packages, and the code that their own generators write.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pnpm, run } from '../../support/processes.mjs';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const GENERATED = join(BENCH, 'build', 'generated');
const STAMP = join(BENCH, 'build', 'prepared');
const SCHEMAS = join(BENCH, 'suites', 'codec', 'schemas');
const SOURCES = [
  'package.json',
  'pnpm-lock.yaml',
  'suites/codec/schemas/bench.proto',
  'suites/codec/schemas/bench.bop',
];

/** Installs the peers and generates their code, unless that is done and nothing has changed since. */
export const preparePeers = async () => {
  const stamp = stampOf(SOURCES.map((path) => readFileSync(join(BENCH, path), 'utf8')));
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  console.log('installing the peers …');
  succeed(await pnpm(['install', '--frozen-lockfile'], { cwd: BENCH, output: 'keep' }));
  console.log('generating their code …');
  mkdirSync(GENERATED, { recursive: true });
  await generateProtobuf();
  await generateBebop();
  writeFileSync(STAMP, stamp);
};

const generateProtobuf = async () => {
  const pbjs = binaryOf('protobufjs-cli', 'pbjs');
  const args = ['-t', 'static-module', '-w', 'commonjs', '-o', join(GENERATED, 'protobuf.cjs')];
  succeed(await run('node', [pbjs, ...args, join(SCHEMAS, 'bench.proto')], { cwd: BENCH, output: 'keep' }));
};

/** Runs netmgr-codegen of the built package on the messages by schema; anew each time, as the package is built anew each time. */
export const generateOurs = async () => {
  const codegen = fileURLToPath(new URL('../../../packages/client/dist/codegen.js', import.meta.url));
  mkdirSync(GENERATED, { recursive: true });
  const args = [codegen, join(SCHEMAS, 'messages.mjs'), '--out', join(GENERATED, 'netmgr.mjs')];
  succeed(await run('node', args, { cwd: BENCH, output: 'keep' }));
};

/** bebopc writes TypeScript; esbuild takes the types away. */
const generateBebop = async () => {
  const bebopc = binaryOf('bebop-tools', 'bebopc');
  const args = ['--include', 'bench.bop', 'build', '--generator', `ts:${join(GENERATED, 'bebop.ts')}`];
  succeed(await run('node', [bebopc, ...args], { cwd: SCHEMAS, output: 'keep' }));
  await build({
    entryPoints: [join(GENERATED, 'bebop.ts')],
    outfile: join(GENERATED, 'bebop.cjs'),
    format: 'cjs',
    platform: 'node',
  });
};

/** @param {string} name @param {string} command */
const binaryOf = (name, command) => {
  const manifest = createRequire(join(BENCH, 'package.json')).resolve(`${name}/package.json`);
  return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin[command]);
};

/** @param {readonly string[]} texts */
const stampOf = (texts) => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
};

/** @param {import('../../support/processes.mjs').Ending} ending */
const succeed = ({ code, output, signal }) => {
  if (code === 0 && !signal) return;
  if (!signal) console.error(output);
  process.exit(code || 1);
};
