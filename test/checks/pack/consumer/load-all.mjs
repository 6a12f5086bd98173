// Loads each of the names given, `import` or `require` being the first argument. Where two entries of a package export
// the same name, it has to be one and the same thing, or a class built upon the other's.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [way, ...names] = process.argv.slice(2);

/** @param {unknown} derived @param {unknown} base */
const buildsUpon = (derived, base) =>
  typeof derived === 'function' && typeof base === 'function' && derived.prototype instanceof base;

/** @type {Map<string, unknown>} */
const seen = new Map();

for (const name of names) {
  if (name.endsWith('.json')) {
    assert(require(name).version, `${name} has no version`);
    continue;
  }
  const entries = Object.entries(way === 'import' ? await import(name) : require(name));
  assert(entries.length > 0, `${way} of ${name} gives nothing`);
  const owner = name.split('/').slice(0, 2).join('/');
  for (const [key, value] of entries) {
    const id = `${owner} ${key}`;
    const other = seen.get(id) ?? value;
    const isKin = value === other || buildsUpon(value, other) || buildsUpon(other, value);
    assert(isKin, `${way} of ${name}: ${key} is not the ${key} of another entry`);
    seen.set(id, value);
  }
}
