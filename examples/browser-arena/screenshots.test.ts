import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const NO_DOCUMENTS = /^(node_modules|dist|build|\..*)$/;

/** Lists the documents in a folder and those below it. */
const documentsIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NO_DOCUMENTS.test(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });

it('takes every picture that the documents show', () => {
  const shown = documentsIn(ROOT).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/!\[[^\]]*\]\((\S+?\.png)\)/g)].map(([, file = '']) => basename(file)),
  );
  const script = readFileSync(join(import.meta.dirname, 'screenshots.mjs'), 'utf8');
  const taken = [...script.matchAll(/^ {4}name: '(.+)',$/gm)].map(([, name]) => `${name}.png`);

  expect([...new Set(shown)].sort()).toEqual(taken.sort());
});
