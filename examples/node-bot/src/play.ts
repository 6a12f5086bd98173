// What happens to the bot, in acts. Every wait ends at once when the signal is given, so that Ctrl-C finds nothing half done.

import { setTimeout as pause } from 'node:timers/promises';
import type { NetMgr, NetMgrEvents } from '@netmgr/client/node';
import type { MockServer } from '@netmgr/server-mock/node';
import type { Bot } from './bot.ts';
import type { Printer } from './printer.ts';

/** Who plays. */
export interface Cast {
  readonly bot: Bot;
  readonly server: MockServer;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

const CALM_MS = 1500;
const DOWN_MS = 1000;

/** Lets the server fall silent and come back. */
export const playStall = async ({ bot, server, printer, signal }: Cast): Promise<void> => {
  await pause(CALM_MS, undefined, { signal });
  printer.begin('The server stalls: its sockets stay open, and it says nothing.');
  server.stall();
  await next(bot.net, 'disconnected', signal);
  printer.begin('The server goes on.');
  server.resume();
  await connected(bot.net, signal);
};

/** Lets the server restart. */
export const playRestart = async ({ bot, server, printer, signal }: Cast): Promise<void> => {
  await pause(CALM_MS, undefined, { signal });
  printer.begin('The server restarts: every connection is reset, and nobody can connect for a second.');
  await server.restart({ downMs: DOWN_MS });
  await connected(bot.net, signal);
  await pause(CALM_MS, undefined, { signal });
};

/** Resolves when the connection stands. */
const connected = async (net: NetMgr, signal: AbortSignal): Promise<void> => {
  if (net.state !== 'connected') await next(net, 'connected', signal);
};

/** Resolves with the next occurrence of an event; rejects when the signal is given. */
const next = (net: NetMgr, event: keyof NetMgrEvents, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = (): void => {
      off();
      reject(signal.reason);
    };
    const off = net.once(event, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
