import { fileURLToPath } from 'node:url';
import { bundleSize } from '../../../support/bundle-size.mjs';
import { WorkError } from '../../harness/timing.mjs';

const folder = fileURLToPath(new URL('../..', import.meta.url));

/** What a minimal game cannot do without: to whom it speaks and what it says. */
const MARKS = ['ws://game.example', 'move'];

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ params, options }) => {
  const { sources } = /** @type {{ sources: Record<string, string> }} */ (options);
  const source = sources[/** @type {string} */ (params.source)] ?? '';
  const { text, minified, brotli, exports } = await bundleSize({ source, folder });
  const kept = params.source === 'minimal' ? MARKS.filter((mark) => text.includes(mark)) : exports;
  if (params.source === 'minimal' && kept.length < MARKS.length)
    throw new WorkError('the bundle has lost the game that it should hold');
  return { value: brotli, count: kept.length, checksum: minified };
};
