import { checkNumber, checkOptions } from '../check-option.ts';
import type { Fault } from './fault.ts';

/** What the second connection does. */
export interface DuplicateConnectionOptions {
  /** How many milliseconds the second connection outlives the first, as one that a NAT or a proxy has not given up yet. @default 0 */
  readonly lingerMs?: number;
}

/**
 * Lets every new connection come to the server twice, as two clients. Both say the same; what the server sends to the second one
 * goes nowhere. With `lingerMs` the second is what a reconnecting player meets: its own old connection, still online.
 */
export const duplicateConnection = (options: DuplicateConnectionOptions = {}): Fault => {
  const { lingerMs = 0 } = checkOptions('duplicateConnection', options, ['lingerMs']);
  checkNumber('duplicateConnection: lingerMs', lingerMs, { min: 0 });
  return {
    name: 'duplicateConnection',
    settings: { lingerMs },
    direction: 'both',
    effect: { at: 'opening', lingerMs },
  };
};
