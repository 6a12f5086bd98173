import { checkNumber, checkOptions } from '../check-option.ts';
import type { Fault } from './fault.ts';

/** How long callers wait. */
export interface SlowAcceptOptions {
  /** Milliseconds until a caller is let in. */
  readonly ms: number;
  /** The time of each caller is spread evenly from `ms - jitterMs` to `ms + jitterMs`, and never below 0. @default 0 */
  readonly jitterMs?: number;
}

/**
 * Lets callers wait before the server takes them, as an overloaded one does. A memory dial and a WebSocket stay unopened; a TCP
 * connection, which the kernel opens by itself, is open for the client and unknown to the server. Removing it lets them in.
 */
export const slowAccept = (options: SlowAcceptOptions): Fault => {
  const { ms, jitterMs = 0 } = checkOptions('slowAccept', options, ['ms', 'jitterMs']);
  checkNumber('slowAccept: ms', ms, { min: 0 });
  checkNumber('slowAccept: jitterMs', jitterMs, { min: 0 });
  return {
    name: 'slowAccept',
    settings: { ms, jitterMs },
    direction: 'both',
    effect: { at: 'door', answer: (random) => Math.max(0, ms + (2 * random() - 1) * jitterMs) },
  };
};
