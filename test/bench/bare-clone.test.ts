import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pnpm } from '../support/processes.mjs';
import { specifiersOf } from '../support/specifiers.mjs';
import { BUILD } from './harness/build.mjs';

const BENCH = import.meta.dirname;
const TEST = join(BENCH, '..');
/** What an install and a run leave behind. */
const NOT_CLONED = new Set(['node_modules', 'build']);

/** Lists the packages of this workspace that the benchmark runs. */
const ownPackages = (): Set<string> => {
  const sources = readdirSync(BENCH, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.mjs') && !path.split(sep).some((part) => NOT_CLONED.has(part)),
  );
  const names = sources
    .flatMap((path) => specifiersOf(path, readFileSync(join(BENCH, path), 'utf8')))
    .filter(({ value, typeOnly }) => value.startsWith('@netmgr/') && !typeOnly)
    .map(({ value }) => value.split('/').slice(0, 2).join('/'));
  return new Set(names);
};

/** Copies the benchmark to where nothing is installed and nothing was built. */
const copyBare = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-bare-bench-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(TEST, 'support'), join(folder, 'support'), { recursive: true });
  for (const name of readdirSync(join(TEST, 'bench'))) {
    if (!NOT_CLONED.has(name)) cpSync(join(TEST, 'bench', name), join(folder, 'bench', name), { recursive: true });
  }
  return folder;
};

describe('the benchmark in a bare clone', () => {
  it('knows its suites and goals before it has installed or built anything', () => {
    const bench = join(copyBare(), 'bench', 'bench.mjs');
    const { status, stderr } = spawnSync(process.execPath, [bench, '--only', 'nope'], { encoding: 'utf8' });
    expect(stderr).toMatch(/^no suite 'nope'; there are receive, codec, /);
    expect(status).toBe(2);
  });

  it('builds every package that a suite runs', async () => {
    const selection = BUILD.slice(0, BUILD.indexOf('run'));
    const { code, output } = await pnpm([...selection, 'list', '--depth', '-1', '--json'], { output: 'keep' });
    expect(code, output).toBe(0);
    const built: { name: string }[] = JSON.parse(output.slice(output.indexOf('[')));
    expect(built.map(({ name }) => name)).toEqual(expect.arrayContaining([...ownPackages()]));
    expect([...ownPackages()].sort()).toEqual(['@netmgr/client', '@netmgr/server-mock']);
  });

  it.each([
    ['an unknown flag', ['--bogus'], /^Unknown option '--bogus'/],
    ['a word', ['word'], /^Unexpected argument 'word'/],
    ['a flag without its value', ['--rounds'], /^Option '--rounds <value>' argument missing/],
    ['no number of rounds', ['--rounds='], /^--rounds {2}is no number of rounds/],
    ['a number of rounds that is none', ['--rounds=1.5'], /^--rounds 1\.5 is no number of rounds/],
  ])('says what is wrong with %s', (_what, flags, complaint) => {
    const bench = join(BENCH, 'bench.mjs');
    const { status, stderr } = spawnSync(process.execPath, [bench, ...flags], { encoding: 'utf8' });
    expect(stderr).toMatch(complaint);
    expect(status).toBe(2);
  });
});
