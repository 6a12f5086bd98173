import { POLICIES } from './policies.mjs';
import { simulateStorm } from './storm.mjs';

/** A crowd that follows one of the published policies. @type {import('./workbench.mjs').Crowd['weather']} */
export const weather = (params, random, options) => {
  const createPolicy = POLICIES[/** @type {string} */ (options.policy)];
  if (!createPolicy) throw new RangeError(`no policy ${options.policy}`);
  return simulateStorm(params, () => createPolicy(random));
};
