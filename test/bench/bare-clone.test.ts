import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const TEST = join(import.meta.dirname, '..');
/** What an install and a run leave behind. */
const NOT_CLONED = new Set(['node_modules', 'build']);

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

  it.each([
    ['an unknown flag', ['--bogus'], /^Unknown option '--bogus'/],
    ['a word', ['word'], /^Unexpected argument 'word'/],
    ['a flag without its value', ['--rounds'], /^Option '--rounds <value>' argument missing/],
    ['no number of rounds', ['--rounds='], /^--rounds {2}is no number of rounds/],
    ['a number of rounds that is none', ['--rounds=1.5'], /^--rounds 1\.5 is no number of rounds/],
  ])('says what is wrong with %s', (_what, flags, complaint) => {
    const bench = join(import.meta.dirname, 'bench.mjs');
    const { status, stderr } = spawnSync(process.execPath, [bench, ...flags], { encoding: 'utf8' });
    expect(stderr).toMatch(complaint);
    expect(status).toBe(2);
  });
});
