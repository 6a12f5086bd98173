import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

const README = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** Writes the files that the README shows into a folder of the build, where `@netmgr/client` is found, until the test is done. */
export const writeReadmeFiles = (test: TestContext, name: string): string => {
  const folder = join(import.meta.dirname, 'build', `readme-${name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [, text = ''] of README.matchAll(/^```(?:js|yaml)\n([\s\S]*?)^```$/gm)) {
    const [, file] = /^(?:\/\/|#) (\S+)\n/.exec(text) ?? [];
    if (file === undefined) throw new Error(`the README shows a file without a name:\n${text}`);
    writeFileSync(join(folder, file), text);
  }
  return folder;
};
