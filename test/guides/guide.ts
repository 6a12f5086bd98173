import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SOURCES } from '../support/sources.ts';

const ROOT = join(import.meta.dirname, '../../');
const GUIDES = `${ROOT}packages/client/docs/guides/`;
const ENGINES = join(import.meta.dirname, 'engines/');
const TSC = `${ROOT}node_modules/typescript/bin/tsc`;

/** What a guide's code is compiled with, next to the DOM. */
export interface GuideSetting {
  /** Type packages that declare globals or modules. */
  readonly types?: readonly string[];
  /** Declarations of ours, where the engine's own package is too large to install. */
  readonly engine?: string;
  /** Compiler options that the engine's own template sets. */
  readonly compilerOptions?: object;
}

/** Reads a guide and how many lines it has. */
export const readGuide = async (name: string): Promise<{ text: string; lines: number }> => {
  const text = await readFile(`${GUIDES}${name}.md`, 'utf8');
  return { text, lines: text.trimEnd().split('\n').length };
};

/** Takes the files out of a guide: each block of TypeScript says in its first line what it is called. */
export const filesOf = (text: string): Map<string, string> => {
  const blocks = [...text.matchAll(/```tsx?\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  return new Map(blocks.map(([, name = '', code = '']) => [name, code]));
};

/** Writes a guide's files to a fresh folder, with a tsconfig.json for them; resolves with the folder. */
export const writeFiles = async (
  name: string,
  files: ReadonlyMap<string, string>,
  setting: GuideSetting,
): Promise<string> => {
  // Inside of `test`, where the type packages are found.
  const folder = `${ROOT}test/build/guides/${name}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [file, code] of files) await writeFile(join(folder, file), code);
  const config = {
    extends: `${ROOT}tsconfig.base.json`,
    compilerOptions: {
      noEmit: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      jsx: 'react-jsx',
      lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
      types: setting.types ?? [],
      declaration: false,
      isolatedDeclarations: false,
      paths: Object.fromEntries(Object.entries(SOURCES).map(([entry, path]) => [entry, [path]])),
      ...setting.compilerOptions,
    },
    files: [...files.keys(), ...(setting.engine === undefined ? [] : [`${ENGINES}${setting.engine}`])],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config, undefined, 2));
  return folder;
};

/** Compiles a folder and resolves with what the compiler says, which is nothing when all is well. */
export const compile = (folder: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [TSC, '-p', folder, '--pretty', 'false'], (error, stdout, stderr) =>
      resolve(error === null ? stdout : stdout || stderr || error.message),
    );
  });
