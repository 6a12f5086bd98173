// Loads each of the names given as CommonJS. What two entries of a package both export has to be one and the same.

const assert = require('node:assert/strict');

/** @type {Map<string, unknown>} */
const seen = new Map();

for (const name of process.argv.slice(2)) {
  const exports = Object.entries(require(name));
  assert(exports.length > 0, `require('${name}') gives nothing`);
  if (name.endsWith('.json')) continue;
  const [scope, short] = name.split('/');
  for (const [key, value] of exports) {
    const id = `${scope}/${short} ${key}`;
    assert(!seen.has(id) || seen.get(id) === value, `require('${name}'): ${key} is not the ${key} of another entry`);
    seen.set(id, value);
  }
}
