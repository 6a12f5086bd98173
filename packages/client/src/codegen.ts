#!/usr/bin/env node
// The netmgr-codegen command: reads a module of message types and writes one with straight-line code for them.

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { generateModule } from './codegen/generate-module.ts';
import { UsageError, wordsOf } from './errors.ts';

const HELP = `Usage: netmgr-codegen <module> --out <file> [options]

Writes a module that takes the place of <module>: the same exports, but messages made by defineMessage read
and write the same bytes by straight-line code, without new Function. Import it where you imported <module>.

  --out <file>    where to write it, an ES module; .ts or .js by its ending
  --from <name>   how the written file imports <module>; by default the relative path
  --check         write nothing; exit with 1 when <file> is not what would be written
  --help          this text

<module> is loaded by Node: JavaScript anywhere; TypeScript where Node strips types (22.18 and later), or by
  node --import tsx node_modules/.bin/netmgr-codegen ...
`;

interface CodegenOptions {
  readonly module: string;
  readonly out: string;
  readonly from: string;
  readonly isCheck: boolean;
}

const run = async (args: readonly string[]): Promise<void> => {
  const options = parseOptions(args);
  if (options === 'help') {
    console.log(HELP.trimEnd());
    return;
  }
  const text = generateModule(await load(options.module), {
    from: options.from,
    language: /\.m?ts$/.test(options.out) ? 'ts' : 'js',
  });
  if (options.isCheck) await check(options, text);
  else await writeFile(options.out, text);
};

const parseOptions = (args: readonly string[]): CodegenOptions | 'help' => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      from: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const [module, ...others] = positionals;
  if (module === undefined || others.length > 0) throw new UsageError('BAD_OPTION', 'name one module');
  if (values.out === undefined) throw new UsageError('BAD_OPTION', 'name the file to write: --out <file>');
  if (/\.c[jt]s$/.test(values.out)) throw new UsageError('BAD_OPTION', `an ES module is written, and no ${values.out}`);
  return { module, out: values.out, from: values.from ?? relativeImport(values.out, module), isCheck: values.check };
};

const relativeImport = (from: string, to: string): string => {
  const path = relative(dirname(resolve(from)), resolve(to)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
};

const load = async (module: string): Promise<Record<string, unknown>> => {
  try {
    return (await import(pathToFileURL(resolve(module)).href)) as Record<string, unknown>;
  } catch (error) {
    throw new UsageError('BAD_OPTION', `${module} cannot be loaded: ${wordsOf(error)}`, error);
  }
};

const check = async ({ out }: CodegenOptions, text: string): Promise<void> => {
  const found = await readFile(out, 'utf8').catch(() => undefined);
  if (found === text) return;
  console.error(`${out} is not what its module gives: run netmgr-codegen again without --check`);
  process.exitCode = 1;
};

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`netmgr-codegen: ${wordsOf(error)}`);
  process.exitCode = 2;
});
