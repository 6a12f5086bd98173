import { UsageError } from '@netmgr/client/protocol';
import type { AskOptions } from './ask-options.ts';

/** Checks how to ask and fills the gaps; `false` asks nobody. Throws UsageError BAD_OPTION. */
export const resolveAskOptions = (options: AskOptions | false = false): Required<AskOptions> | false => {
  if (options === false) return false;
  if (typeof options !== 'object' || options === null) throw badOption('askHeartbeats', 'an object or false', options);
  const { intervalMs, timeoutMs, when = 'always' } = options;
  checkDelay('askHeartbeats.intervalMs', intervalMs);
  checkDelay('askHeartbeats.timeoutMs', timeoutMs);
  if (when !== 'always' && when !== 'idle') throw badOption('askHeartbeats.when', "'always' or 'idle'", when);
  return { intervalMs, timeoutMs, when };
};

const checkDelay = (name: string, ms: unknown): void => {
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 1) throw badOption(name, 'a finite number from 1 up', ms);
};

const badOption = (name: string, wanted: string, seen: unknown): UsageError =>
  new UsageError('BAD_OPTION', `${name} must be ${wanted}, not ${String(seen)}`);
