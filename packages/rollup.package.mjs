// How a package is built: tsc has left plain JavaScript and declarations in `build`, and this makes `dist` of them.
// Entries share chunks, so a class is one class whichever entry it is imported from.

import { readFile, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { specifiersOf } from '../test/support/specifiers.mjs';

/**
 * Describes both builds of a package: ES modules of all its entries, CommonJS of those that are libraries.
 * Whatever `package.json` lists under `dependencies` or `peerDependencies` stays outside.
 * @param {{ root: string, entries: string[], modules?: string[], commands?: string[] }} options
 *   `root`: the package's folder; `modules`: libraries that cannot be CommonJS, as what they import is not
 * @returns {Promise<import('rollup').RollupOptions[]>}
 */
export const buildPackage = async ({ root, entries, modules = [], commands = [] }) => {
  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await rm(join(root, 'dist'), { recursive: true, force: true });

  /** @param {string[]} names @param {string[]} typed @param {'js' | 'cjs'} ending @returns {import('rollup').RollupOptions} */
  const build = (names, typed, ending) => ({
    // What tsc wraps around an import() of a name that is not written out begins with a look at `this`.
    context: 'globalThis',
    input: Object.fromEntries(names.map((name) => [name, join(root, 'build', `${name}.js`)])),
    external: [
      /^node:/,
      ...Object.keys({ ...dependencies, ...peerDependencies }).map((name) => new RegExp(`^${name}(/|$)`)),
    ],
    plugins: [keepSourceMaps, shipDeclarations(join(root, 'build'), typed, ending)],
    output: {
      dir: join(root, 'dist'),
      format: ending === 'js' ? 'es' : 'cjs',
      entryFileNames: `[name].${ending}`,
      chunkFileNames: `chunks/[name].${ending}`,
      exports: 'named',
      interop: 'auto',
      // Without a Symbol.toStringTag on `t` and on what CommonJS exports: nobody asks for it, and every page would carry it.
      generatedCode: { preset: 'es2015', symbols: false },
      hoistTransitiveImports: false,
      sourcemap: true,
    },
    onLog: (_level, log) => {
      throw new Error(log.message);
    },
  });
  const typed = [...entries, ...modules];
  return [build([...typed, ...commands], typed, 'js'), build(entries, entries, 'cjs')];
};

/** Reads tsc's source maps too, so that the shipped ones lead to the TypeScript. @type {import('rollup').Plugin} */
const keepSourceMaps = {
  name: 'keep-source-maps',
  load: async (id) => ({ code: await readFile(id, 'utf8'), map: JSON.parse(await readFile(`${id}.map`, 'utf8')) }),
};

/**
 * Ships the declarations that the entries reach, as the tree that tsc wrote. tsc leaves `.ts` in their specifiers;
 * here it becomes `.js` in a `.d.ts`, `.cjs` in a `.d.cts`.
 * @param {string} from
 * @param {string[]} entries
 * @param {'js' | 'cjs'} ending
 * @returns {import('rollup').Plugin}
 */
const shipDeclarations = (from, entries, ending) => ({
  name: 'ship-declarations',
  async generateBundle() {
    const modules = new Set(entries);
    for (const module of modules) {
      const path = join(from, `${module}.d.ts`);
      let source = await readFile(path, 'utf8');
      for (const { value, start, end } of specifiersOf(path, source).reverse()) {
        if (!value.startsWith('.')) continue;
        modules.add(posix.join(posix.dirname(module), value.replace(/\.ts$/, '')));
        source = `${source.slice(0, start)}'${value.replace(/\.ts$/, `.${ending}`)}'${source.slice(end)}`;
      }
      this.emitFile({ type: 'asset', fileName: `${module}.d.${ending.replace('js', 'ts')}`, source });
    }
  },
});
