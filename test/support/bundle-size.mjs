import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * A module by its path, or by its source and the folder that its imports start from.
 * @typedef {{ path: string } | { source: string, folder: string }} Entry
 */

/**
 * Bundles an entry with what it depends on, as a page would load it, and weighs it in bytes.
 * @param {Entry} entry
 */
export const bundleSize = async (entry) => {
  const { outputFiles, metafile } = await build({
    ...('path' in entry
      ? { entryPoints: [entry.path] }
      : { stdin: { contents: entry.source, resolveDir: entry.folder, sourcefile: 'entry.js' } }),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    outdir: 'out',
    metafile: true,
    logLevel: 'error',
  });
  const [bundle] = outputFiles;
  if (!bundle || outputFiles.length > 1) throw new Error(`${outputFiles.length} files in place of one bundle`);
  return {
    text: bundle.text,
    minified: bundle.contents.length,
    brotli: brotliCompressSync(bundle.contents).length,
    exports: Object.values(metafile.outputs).flatMap((output) => output.exports),
  };
};
