// Bundles for pages without a build: each one file, minified, with all that it depends on inside.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';

const require = createRequire(import.meta.url);
/** Its types say that an import of it gives no function. @type {() => import('rollup').Plugin} */
const commonjs = /** @type {any} */ (require('@rollup/plugin-commonjs'));
const LICENSES = 'netmgr.licenses.txt';

/** How pages can load a script. @type {readonly { format: 'iife' | 'es', file: string }[]} */
const BUNDLES = [
  { format: 'iife', file: 'netmgr.iife.min.js' },
  { format: 'es', file: 'netmgr.esm.min.js' },
];

/**
 * Describes the bundles of the package in `root`; they join what is in `dist`.
 * @param {string} root
 * @returns {Promise<import('rollup').RollupOptions[]>}
 */
export const buildBundles = async (root) => {
  const { name, version, license, dependencies } = await readJson(join(root, 'package.json'));
  const banner = `/*! ${name} ${version} | ${license} | with what ${LICENSES} names */`;
  return BUNDLES.map(({ format, file }) => ({
    input: join(root, 'build', 'bundle.js'),
    plugins: [
      nodeResolve({ browser: true }),
      commonjs(),
      keepSourceMaps(join(root, 'build')),
      minify(format === 'es' ? 'esm' : undefined, banner),
      shipLicenses(Object.keys(dependencies)),
    ],
    output: {
      file: join(root, 'dist', file),
      format,
      ...(format === 'iife' && { name: 'netmgr' }),
      exports: 'named',
      generatedCode: 'es2015',
      sourcemap: true,
    },
    onLog: (_level, log) => {
      throw new Error(log.message);
    },
  }));
};

/** @param {string} path */
const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'));

/** Reads the source maps of what tsc wrote to `folder`. @param {string} folder @returns {import('rollup').Plugin} */
const keepSourceMaps = (folder) => ({
  name: 'keep-source-maps',
  load: async (id) =>
    id.startsWith(folder) ? { code: await readFile(id, 'utf8'), map: await readJson(`${id}.map`) } : null,
});

/** @param {'esm' | undefined} format @param {string} banner @returns {import('rollup').Plugin} */
const minify = (format, banner) => ({
  name: 'minify',
  renderChunk: async (code) => {
    const { code: minified, map } = await transform(code, {
      minify: true,
      target: 'es2022',
      sourcemap: true,
      banner,
      ...(format && { format }),
    });
    return { code: minified, map: JSON.parse(map) };
  },
});

/**
 * Names the packages that are inside and prints their licences, which ask for that.
 * @param {readonly string[]} candidates
 * @returns {import('rollup').Plugin}
 */
const shipLicenses = (candidates) => ({
  name: 'ship-licenses',
  async generateBundle() {
    const loaded = [...this.getModuleIds()];
    const inside = candidates.filter((name) => loaded.some((id) => id.includes(`/node_modules/${name}/`)));
    const texts = inside.map(async (name) => {
      const manifest = require.resolve(`${name}/package.json`);
      const { version } = await readJson(manifest);
      return `${name} ${version}\n\n${await readFile(join(dirname(manifest), 'LICENSE'), 'utf8')}`;
    });
    this.emitFile({ type: 'asset', fileName: LICENSES, source: (await Promise.all(texts)).join('\n\n') });
  },
});
