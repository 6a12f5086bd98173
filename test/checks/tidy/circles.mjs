import { resolve } from './imports.mjs';
import { isShipped } from './source-file.mjs';

/**
 * No shipped file reaches itself through what it imports at run time; types may refer to each other.
 * @param {readonly import('./source-file.mjs').SourceFile[]} files
 */
export const circles = (files) => {
  const imported = new Map(
    files
      .filter(isShipped)
      .map((file) => [
        file.path,
        file.specifiers.filter(({ typeOnly }) => !typeOnly).map(({ value }) => resolve(file.path, value) ?? ''),
      ]),
  );
  /** @type {import('./source-file.mjs').Complaint[]} */
  const complaints = [];
  const finished = new Set();
  /** @param {string} path @param {readonly string[]} trail */
  const follow = (path, trail) => {
    if (trail.includes(path))
      complaints.push({
        path,
        line: 1,
        message: `a circle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`,
      });
    if (finished.has(path) || trail.includes(path)) return;
    for (const next of imported.get(path) ?? []) follow(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of imported.keys()) follow(path, []);
  return complaints;
};
