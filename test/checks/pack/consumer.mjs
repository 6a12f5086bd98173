import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pnpm, ROOT, run } from '../../support/processes.mjs';
import { isModuleOnly } from './manifest-faults.mjs';

const FIXTURES = fileURLToPath(new URL('consumer/', import.meta.url));

/** @typedef {import('./pack-package.mjs').PackedPackage} PackedPackage */

/**
 * Makes an empty project that has the packed packages installed and nothing else but Node's types and vitest.
 * @param {readonly PackedPackage[]} packed
 * @param {string} folder
 */
export const installConsumer = async (packed, folder) => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  mkdirSync(folder);
  writeJson(folder, 'package.json', {
    private: true,
    type: 'module',
    dependencies,
    devDependencies: { '@types/node': devDependencies['@types/node'], vitest: devDependencies.vitest },
  });
  writeJson(folder, 'pnpm-workspace.yaml', { packages: ['.'], overrides: dependencies });
  const { code, output } = await pnpm(['install', '--prefer-offline'], { cwd: folder, output: 'keep' });
  if (code !== 0) throw new Error(`the packed packages cannot be installed:\n${output}`);
  return {
    importFaults: () => importFaults(packed, folder),
    vitestFaults: () => vitestFaults(folder),
    typeFaults: () => typeFaults(folder),
    browserFaults: () => browserFaults(folder),
    commandFaults: () => commandFaults(packed, folder),
  };
};

/** JSON is YAML too. @param {string} folder @param {string} name @param {unknown} value */
const writeJson = (folder, name, value) => writeFileSync(join(folder, name), JSON.stringify(value, undefined, 2));

/**
 * Every subpath loads as an ES module and as CommonJS, but for those that offer no CommonJS: they are for vitest and load nowhere else.
 * @param {readonly PackedPackage[]} packed
 * @param {string} folder
 */
const importFaults = async (packed, folder) => {
  const names = packed.flatMap(({ name, manifest }) =>
    Object.keys(manifest.exports)
      .filter((subpath) => !isModuleOnly(manifest.exports[subpath]))
      .map((subpath) => name + subpath.slice(1)),
  );
  copyFileSync(join(FIXTURES, 'load-all.mjs'), join(folder, 'load-all.mjs'));
  const endings = await Promise.all(
    ['import', 'require'].map((way) => run('node', ['load-all.mjs', way, ...names], { cwd: folder, output: 'keep' })),
  );
  return endings.filter(({ code }) => code !== 0).map(({ output }) => output);
};

/** A user's test passes under vitest. @param {string} folder */
const vitestFaults = async (folder) => {
  copyFileSync(join(FIXTURES, 'vitest-user.test.ts'), join(folder, 'vitest-user.test.ts'));
  const { code, output } = await run(join(folder, 'node_modules/.bin/vitest'), ['run'], {
    cwd: folder,
    output: 'keep',
  });
  return code === 0 ? [] : [`a user's test fails under vitest:\n${output}`];
};

/** The types hold as users see them: strict, with the declarations themselves checked. @param {string} folder */
const typeFaults = async (folder) => {
  const strict = {
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  const node = { ...strict, module: 'node16', moduleResolution: 'node16', lib: ['es2023'], types: ['node'] };
  const bundler = {
    ...strict,
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom'],
    types: [],
  };
  for (const name of ['node-user.mts', 'node-user.cts'])
    copyFileSync(join(FIXTURES, 'node-user.ts'), join(folder, name));
  copyFileSync(join(FIXTURES, 'browser-user.ts'), join(folder, 'browser-user.ts'));
  writeJson(folder, 'tsconfig.node16.json', { compilerOptions: node, files: ['node-user.mts', 'node-user.cts'] });
  writeJson(folder, 'tsconfig.bundler.json', { compilerOptions: bundler, files: ['browser-user.ts'] });
  const endings = [];
  for (const kind of ['node16', 'bundler'])
    endings.push(await run('tsc', ['-p', `tsconfig.${kind}.json`], { cwd: folder, output: 'keep' }));
  return endings.filter(({ code }) => code !== 0).map(({ output }) => output);
};

/** What a page gets has no module of Node in it, and no `ws`. @param {string} folder */
const browserFaults = async (folder) => {
  const { errors, metafile } = await build({
    stdin: { contents: readFileSync(join(FIXTURES, 'browser-user.ts'), 'utf8'), resolveDir: folder, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  }).catch((/** @type {import('esbuild').BuildFailure} */ failure) => ({
    errors: failure.errors,
    metafile: { inputs: {} },
  }));
  const foreign = Object.keys(metafile.inputs).filter((path) => path.includes('/node_modules/ws/'));
  return [
    ...errors.map(({ text, location }) => `in a browser: ${location?.file}: ${text}`),
    ...foreign.map((path) => `in a browser: ${path} has no business there`),
  ];
};

/** @param {readonly PackedPackage[]} packed @param {string} folder */
const commandFaults = async (packed, folder) => {
  const commands = packed.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}));
  const endings = await Promise.all(
    commands.map(async (command) => ({
      command,
      ...(await run(join(folder, 'node_modules', '.bin', command), ['--help'], { cwd: folder, output: 'keep' })),
    })),
  );
  return endings
    .filter(({ command, code, output }) => code !== 0 || !output.includes(command))
    .map(({ command, code, output }) => `${command} --help ended with ${code}:\n${output}`);
};
