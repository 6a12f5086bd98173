import { createNumbers } from '../../harness/timing.mjs';
import { worstSpan } from './storm.mjs';

/**
 * What a contestant's module exports.
 * @typedef {{ weather: (params: import('./storm.mjs').StormParams, random: () => number, options: Record<string, unknown>) =>
 *   import('./storm.mjs').Storm | Promise<import('./storm.mjs').Storm> }} Crowd
 */

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ module, options, params, seed }) => {
  /** @type {Crowd} */
  const { weather } = await import(module);
  const storm = /** @type {import('./storm.mjs').StormParams} */ (params);
  const numbers = createNumbers(seed);
  const { attempts, back, allBackMs } = await weather(storm, () => numbers(2 ** 30) / 2 ** 30, options);
  const lost = storm.clients - back;
  if (lost > 0) return { skipped: `${lost.toLocaleString('en')} give up and never come back` };
  return {
    value: worstSpan(attempts, 1000),
    count: back,
    checksum: attempts.length,
    detail: { inTenth: worstSpan(attempts, 100), secondsToAll: allBackMs / 1000, attempts: attempts.length },
  };
};
