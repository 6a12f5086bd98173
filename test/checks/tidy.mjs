// The rules of the house that no compiler or linter knows. Prints one line for each breach, and the file and line to mend.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/processes.mjs';
import { circles } from './tidy/circles.mjs';
import { deadFiles } from './tidy/dead-files.mjs';
import { globals } from './tidy/globals.mjs';
import { imports } from './tidy/imports.mjs';
import { lengths } from './tidy/lengths.mjs';
import { moduleState } from './tidy/module-state.mjs';
import { names } from './tidy/names.mjs';
import { createSourceFile } from './tidy/source-file.mjs';

const RULES = [imports, circles, deadFiles, globals, moduleState, lengths, names];

const NOT_OURS = /^(\..+|node_modules|dist|build|coverage)$/;

/** Lists what the workspace holds, with forward slashes. @param {string} [folder] @returns {string[]} */
const listSources = (folder = '') =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name;
    if (entry.isDirectory()) return NOT_OURS.test(entry.name) ? [] : listSources(`${path}/`);
    return /\.(ts|mts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });

const files = listSources().map((path) => createSourceFile(path, readFileSync(join(ROOT, path), 'utf8')));
const complaints = RULES.flatMap((rule) => rule(files));

for (const { path, line, message } of complaints) console.error(`${path}:${line}  ${message}`);
console.log(`tidy: ${files.length} files, ${complaints.length} complaints`);
process.exitCode = complaints.length > 0 ? 1 : 0;
