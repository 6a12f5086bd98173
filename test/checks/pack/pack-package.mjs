import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPackageFromTarballData } from '@arethetypeswrong/core';
import { pnpm, ROOT } from '../../support/processes.mjs';

/**
 * A package as it is published. `files` are the paths inside; `contents` is the reading of `@arethetypeswrong/core`.
 * @typedef {{
 *   name: string,
 *   manifest: { name: string, exports: Record<string, unknown>, bin?: Record<string, string> },
 *   tarball: string,
 *   files: string[],
 *   contents: import('@arethetypeswrong/core').Package,
 * }} PackedPackage
 */

/**
 * Packs a package of the workspace as pnpm publishes it.
 * @param {string} path the package's folder
 * @param {string} folder where the tarball goes
 * @returns {Promise<PackedPackage>}
 */
export const packPackage = async (path, folder) => {
  const { code, output } = await pnpm(['pack', '--json', '--pack-destination', folder], {
    cwd: join(ROOT, path),
    output: 'keep',
  });
  if (code !== 0) throw new Error(`pnpm pack failed in ${path}:\n${output}`);
  const tarball = /** @type {string} */ (/"filename": "(.+\.tgz)"/.exec(output)?.[1]);
  const contents = createPackageFromTarballData(readFileSync(tarball));
  const top = `/node_modules/${contents.packageName}/`;
  const files = contents.listFiles().map((file) => file.slice(top.length));
  return {
    name: contents.packageName,
    manifest: JSON.parse(contents.readFile(`${top}package.json`)),
    tarball,
    files,
    contents,
  };
};
