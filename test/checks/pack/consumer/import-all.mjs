// Loads each of the names given as an ES module. What two entries of a package both export has to be one and the same.

import assert from 'node:assert/strict';

/** @type {Map<string, unknown>} */
const seen = new Map();

for (const name of process.argv.slice(2)) {
  if (name.endsWith('.json')) {
    import.meta.resolve(name);
    continue;
  }
  const exports = Object.entries(await import(name));
  assert(exports.length > 0, `import('${name}') gives nothing`);
  const [scope, short] = name.split('/');
  for (const [key, value] of exports) {
    const id = `${scope}/${short} ${key}`;
    assert(!seen.has(id) || seen.get(id) === value, `import('${name}'): ${key} is not the ${key} of another entry`);
    seen.set(id, value);
  }
}
