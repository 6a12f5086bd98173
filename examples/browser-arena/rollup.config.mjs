// The page as one file, and the inspector as one more that is loaded on demand: tsc has left plain JavaScript in `build`, and this
// follows its imports into the built client.

import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';

const at = (/** @type {string} */ path) => join(import.meta.dirname, path);

/** @type {import('rollup').RollupOptions} */
export default {
  input: at('build/page/main.js'),
  plugins: [nodeResolve({ browser: true }), /** @type {any} */ (commonjs)()],
  output: {
    dir: at('dist'),
    entryFileNames: 'arena.js',
    chunkFileNames: '[name].js',
    format: 'es',
    sourcemap: true,
  },
  onLog: (_level, log) => {
    throw new Error(log.message);
  },
};
