// The Artillery engine as one CommonJS file that needs no other package, so that it can be packed and sent to where Artillery runs.

import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';

const at = (/** @type {string} */ path) => join(import.meta.dirname, path);

/** @type {import('rollup').RollupOptions} */
export default {
  input: at('build/engine/engine.js'),
  // What `ws` takes along when it is there, and does without.
  external: [/^node:/, 'bufferutil', 'utf-8-validate'],
  plugins: [
    nodeResolve({ exportConditions: ['node'], preferBuiltins: true }),
    /** @type {any} */ (commonjs)({ ignoreDynamicRequires: true }),
  ],
  output: { file: at('artillery-engine-netmgr/dist/engine.cjs'), format: 'cjs', exports: 'default' },
};
