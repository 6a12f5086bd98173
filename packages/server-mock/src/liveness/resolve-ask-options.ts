import { badOption, checkNumber, checkOptions, checkWord } from '../check-option.ts';
import type { AskOptions } from './ask-options.ts';

/** Checks how to ask and fills the gaps; `false` asks nobody. Throws UsageError BAD_OPTION. */
export const resolveAskOptions = (options: AskOptions | false = false): Required<AskOptions> | false => {
  if (options === false) return false;
  if (typeof options !== 'object' || options === null) throw badOption('askHeartbeats', 'an object or false', options);
  const given = checkOptions('askHeartbeats', options, ['intervalMs', 'timeoutMs', 'when']);
  return {
    intervalMs: checkNumber('askHeartbeats.intervalMs', given.intervalMs, { min: 1 }),
    timeoutMs: checkNumber('askHeartbeats.timeoutMs', given.timeoutMs, { min: 1 }),
    when: checkWord('askHeartbeats.when', given.when === undefined ? 'always' : given.when, ['always', 'idle']),
  };
};
