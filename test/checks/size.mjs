// What an entry, and a game, costs a page: bundled with what it depends on, minified, compressed with brotli. Budgets only ever shrink towards their goals.

import { join } from 'node:path';
import { MINIMAL_GAME } from '../bench/suites/size/suite.mjs';
import { bundleSize } from '../support/bundle-size.mjs';
import { ROOT } from '../support/processes.mjs';

/** @param {string} path */
const entry = (path) => ({ name: path, what: { path: join(ROOT, path) } });

/** In bytes. */
const BUDGETS = [
  { ...entry('packages/client/dist/index.js'), budget: 17_700, goal: 7_000 },
  {
    name: 'a minimal game with it',
    what: { source: MINIMAL_GAME, folder: join(ROOT, 'test') },
    budget: 17_475,
    goal: 7_000,
  },
  { ...entry('packages/client/dist/inspector.js'), budget: 12_000, goal: 10_000 },
  { ...entry('packages/client/dist/protocol.js'), budget: 6_000, goal: 2_500 },
  { ...entry('packages/client/dist/wechat.js'), budget: 1_800, goal: 1_600 },
];

const rows = await Promise.all(BUDGETS.map(async (row) => ({ ...row, ...(await bundleSize(row.what)) })));

console.log('entry                             minified   brotli   budget     goal');
for (const { name, minified, brotli, budget, goal } of rows)
  console.log(
    [name.padEnd(32), ...[minified, brotli, budget, goal].map((bytes) => String(bytes).padStart(8))].join(' '),
  );

for (const { name, brotli, budget } of rows) {
  if (brotli <= budget) continue;
  console.error(`${name}: ${brotli} bytes after brotli; the budget is ${budget}`);
  process.exitCode = 1;
}
