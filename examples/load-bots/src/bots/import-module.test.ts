import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { importModule } from './import-module.ts';

const moduleOf = (source: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'script.mjs');
  writeFileSync(file, source);
  return file;
};

describe('importModule', () => {
  it('gives what a module exports', async () => {
    expect(await importModule(moduleOf('export const answer = 42;'))).toMatchObject({ answer: 42 });
  });

  it('says when there is none', async () => {
    await expect(importModule('/no/such/script.mjs')).rejects.toThrow('there is no module /no/such/script.mjs');
  });

  it('does not say so of a module that imports what is missing', async () => {
    const file = moduleOf("import './messages.mjs'; export default {};");
    const error = await importModule(file).catch((caught: Error) => caught);
    expect(error).toMatchObject({ message: expect.stringContaining('messages.mjs') });
    expect(error).not.toMatchObject({ message: expect.stringContaining('there is no module') });
  });
});
