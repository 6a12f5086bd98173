import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../support/processes.mjs';

const BLOCK = /^```ts\n(.*?)^```$/gms;

/** Runs a program of this repository; tells how it ended and what it printed. */
const run = (folder: string, file: string, ...args: readonly string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: '1' } };
    const child = execFile(process.execPath, [join(ROOT, file), ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });

it('the blocks of TESTING.md compile, and pass as tests, as they stand', { timeout: 90_000 }, async () => {
  const guide = readFileSync(join(ROOT, 'packages/server-mock/docs/TESTING.md'), 'utf8');
  const blocks = [...guide.matchAll(BLOCK)].map(([, code = '']) => code);
  expect(blocks.length).toBe(3);
  // Inside the repository, so that the blocks find vitest and the types of Node.
  mkdirSync(join(ROOT, 'test/build'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'test/build/guide-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  blocks.forEach((code, index) => {
    writeFileSync(join(folder, `block-${index + 1}.case.ts`), code);
  });
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), include: ['*.case.ts'], exclude: [] }),
  );
  const types = await run(folder, 'node_modules/typescript/bin/tsc', '-p', folder);
  expect(types).toEqual({ code: 0, output: '' });

  const config = join(ROOT, 'test/support/fixture-cases/vitest.config.ts');
  const { code, output } = await run(
    ROOT,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    config,
    '--root',
    folder,
  );
  expect(output).toMatch(/Tests {2}3 passed \(3\)/);
  expect(code).toBe(0);
});

it('the first block of TESTING.md is a test of ten lines', () => {
  const guide = readFileSync(join(ROOT, 'packages/server-mock/docs/TESTING.md'), 'utf8');
  const [, first = ''] = /^```ts\n(.*?)^```$/ms.exec(guide) ?? [];
  const lines = first.slice(first.indexOf('test(')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(10);
});
