// A TCP bot as one command: by default with a server of its own, which it sees stall and restart.

import { once } from 'node:events';
import type { MockServer } from '@netmgr/server-mock/node';
import { Bot, describeStats } from './bot.ts';
import { type BotOptions, readOptions, USAGE } from './options.ts';
import { playRestart, playStall } from './play.ts';
import { Printer } from './printer.ts';
import { startServer } from './server.ts';

const run = async ({ url, isForever }: BotOptions): Promise<void> => {
  const printer = new Printer((line) => console.log(line), process.stdout.isTTY && !process.env.NO_COLOR);
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupt.abort());

  const server = url === undefined ? await startServer(printer) : undefined;
  const target = url ?? server?.urls.tcp ?? '';
  const bot = new Bot(target, server !== undefined, printer);
  printer.begin(`The bot connects to ${target}`);
  try {
    await bot.start();
    if (server === undefined) await end(bot, interrupt.signal);
    else await play(bot, server, printer, interrupt.signal, isForever);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
  } finally {
    printer.begin('The bot leaves.');
    await bot.leave();
    await server?.close();
    for (const line of describeStats(bot.net.stats)) printer.say('stats', line);
  }
};

const play = async (
  bot: Bot,
  server: MockServer,
  printer: Printer,
  signal: AbortSignal,
  isForever: boolean,
): Promise<void> => {
  do {
    await playStall({ bot, server, printer, signal });
    await playRestart({ bot, server, printer, signal });
  } while (isForever);
};

/** Resolves when the server ends the connection for good, or the signal is given. */
const end = async (bot: Bot, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  const closed = new Promise<void>((resolve) => bot.net.once('closed', () => resolve()));
  await Promise.race([closed, once(signal, 'abort')]);
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else await run(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
