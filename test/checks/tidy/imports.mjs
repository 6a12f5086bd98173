import { posix } from 'node:path';
import { AREAS, HOST_FILES, PUBLIC_NAMES } from './layers.mjs';
import { complain, isShipped } from './source-file.mjs';

/**
 * @typedef {import('./source-file.mjs').SourceFile} SourceFile
 * @typedef {import('./source-file.mjs').Complaint} Complaint
 */

/**
 * Imports point downward, as the table of layers says; a package is seen from outside by its public names; the host's own
 * modules stay in the files that are for them.
 * @param {readonly SourceFile[]} files
 */
export const imports = (files) =>
  files.flatMap((file) => [
    ...(isShipped(file) && !areaOf(file.path)
      ? [
          {
            path: file.path,
            line: 1,
            message: 'belongs to no layer yet: give it a place in test/checks/tidy/layers.mjs',
          },
        ]
      : []),
    ...file.specifiers.flatMap((specifier) => {
      const message = objectionTo(file, specifier.value);
      return message ? [complain(file, { type: 'Literal', ...specifier }, message)] : [];
    }),
  ]);

/**
 * Resolves a relative specifier, or a public name of a package, to a path in the workspace.
 * @param {string} from
 * @param {string} specifier
 */
export const resolve = (from, specifier) =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : PUBLIC_NAMES[specifier];

/** @param {SourceFile} file @param {string} specifier */
const objectionTo = (file, specifier) => {
  const target = resolve(file.path, specifier);
  if (specifier.startsWith('@netmgr/') && !target) return `${specifier} is no public name`;
  if (packageOf(file.path) === 'client' && packageOf(target) === 'server-mock')
    return 'the client never imports the mock';
  if (specifier.startsWith('.') && packageOf(target) && packageOf(target) !== packageOf(file.path))
    return `${specifier} reaches into a package: use its public name`;
  return isShipped(file) ? objectionInside(file, specifier, target) : undefined;
};

/** @param {SourceFile} file @param {string} specifier @param {string | undefined} target */
const objectionInside = ({ path }, specifier, target) => {
  if (/^(node:|ws$)/.test(specifier) && !HOST_FILES.some((each) => covers(each, idOf(path))))
    return `${specifier} is not for every runtime: it belongs to the files of HOST_FILES`;
  const from = areaOf(path);
  const to = specifier.startsWith('.') ? areaOf(target ?? '') : undefined;
  if (!from || !to || from === to || AREAS[from]?.imports.includes(to)) return undefined;
  return `${from} may not import ${to}`;
};

/** @param {string | undefined} path */
const packageOf = (path) => /^packages\/([^/]+)\/src\//.exec(path ?? '')?.[1];

/** Shortens a path to what the table holds. @param {string} path */
const idOf = (path) => path.replace(/^packages\/([^/]+)\/src\//, '$1/').replace(/\.ts$/, '');

/** @param {string} path */
const areaOf = (path) => {
  const id = idOf(path);
  const places = Object.entries(AREAS).flatMap(([name, { files }]) => files.map((file) => ({ name, file })));
  return places.filter(({ file }) => covers(file, id)).sort((a, b) => b.file.length - a.file.length)[0]?.name;
};

/** A row names a file, or a folder by its closing slash. @param {string} row @param {string} id */
const covers = (row, id) => row === id || (row.endsWith('/') && id.startsWith(row));
