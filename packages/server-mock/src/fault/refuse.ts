import { checkOptions } from '../check-option.ts';
import type { Fault } from './fault.ts';

/**
 * Takes no new connections, as a server that is down; those that are open live on. A memory dial fails, a WebSocket is answered
 * with 503, and a TCP connection, which the kernel opens by itself, is reset before anything is read.
 */
export const refuse = (...none: readonly never[]): Fault => {
  checkOptions('refuse', none[0], []);
  return {
    name: 'refuse',
    settings: {},
    direction: 'both',
    effect: { at: 'door', answer: () => 'refuse' },
  };
};
