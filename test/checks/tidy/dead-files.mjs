import { resolve } from './imports.mjs';
import { COMMANDS, PUBLIC_NAMES } from './layers.mjs';
import { isShipped } from './source-file.mjs';

/**
 * Every shipped file serves somebody: an entry reaches it, or a test other than its own.
 * @param {readonly import('./source-file.mjs').SourceFile[]} files
 */
export const deadFiles = (files) => {
  const entries = [...Object.values(PUBLIC_NAMES), ...COMMANDS];
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set(
    files.filter((file) => !isShipped(file) || entries.includes(file.path)).map(({ path }) => path),
  );
  for (const path of reached) {
    const tested = path.replace('.test.', '.');
    for (const { value } of byPath.get(path)?.specifiers ?? []) {
      const target = resolve(path, value);
      if (target && target !== tested) reached.add(target);
    }
  }
  const message = 'no entry reaches this file, nor a test other than its own';
  return files
    .filter((file) => isShipped(file) && !reached.has(file.path))
    .map(({ path }) => ({ path, line: 1, message }));
};
