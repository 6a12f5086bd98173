import { readFileSync } from 'node:fs';
import { checkPackage } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * What publint and are-the-types-wrong say of a package. The resolution of Node 10 is left out: the package needs a newer Node.
 * @param {import('./pack-package.mjs').PackedPackage} packed
 */
export const manifestFaults = async (packed) => [...(await publintFaults(packed)), ...(await typesFaults(packed))];

/** @param {import('./pack-package.mjs').PackedPackage} packed */
const publintFaults = async ({ name, tarball }) => {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
    strict: true,
  });
  return messages.map((message) => `${name}: publint: ${formatMessage(message, pkg)}`);
};

/** @type {readonly import('@arethetypeswrong/core').ResolutionKind[]} */
const RESOLUTIONS = ['node16-cjs', 'node16-esm', 'bundler'];

/**
 * A subpath that offers no CommonJS is not to be found from there.
 * @param {import('./pack-package.mjs').PackedPackage} packed
 */
const typesFaults = async ({ name, manifest, contents }) => {
  const result = await checkPackage(contents);
  if (!result.types) return [`${name}: are-the-types-wrong: there are no types`];
  const modules = Object.keys(manifest.exports).filter((subpath) => isModuleOnly(manifest.exports[subpath]));
  return result.problems
    .filter((problem) => !(problem.kind === 'NoResolution' && modules.includes(problem.entrypoint)))
    .filter((problem) => RESOLUTIONS.some((kind) => problemAffectsResolutionKind(problem, kind, result)))
    .map((problem) => `${name}: are-the-types-wrong: ${JSON.stringify(problem)}`);
};

/** Tells whether a subpath offers no CommonJS. @param {unknown} target */
export const isModuleOnly = (target) => typeof target === 'object' && target !== null && !('require' in target);
