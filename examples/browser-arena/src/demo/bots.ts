import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Hull } from '../shared/messages.ts';

/** Who the bots are. */
export const BOTS: readonly { readonly name: string; readonly color: number; readonly hull: Hull }[] = [
  { name: 'Rusty', color: 0xff9d5c, hull: Hull.manta },
  { name: 'Nova', color: 0xb18cff, hull: Hull.comet },
];

/** How long a bot may take to say goodbye. */
const PATIENCE_MS = 1500;

const PROGRAM = fileURLToPath(new URL('../bot/main.js', import.meta.url));

/** Starts each bot as a process of its own. Their channel to this process ends them even when it is killed. */
export const startBots = (tcpUrl: string): readonly ChildProcess[] =>
  BOTS.map(({ name, color, hull }) => {
    const bot = fork(PROGRAM, [tcpUrl, name, String(color), String(hull)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    bot.on('error', (error) => console.error(`${name}: ${error.message}`));
    return bot;
  });

/** Lets the bots say goodbye, and kills those that do not. */
export const stopBots = async (bots: readonly ChildProcess[]): Promise<void> => {
  await Promise.all(
    bots.map(async (bot) => {
      if (bot.exitCode !== null || bot.signalCode !== null || bot.pid === undefined) return;
      const exited = once(bot, 'exit');
      if (bot.connected) bot.disconnect();
      const kill = setTimeout(() => bot.kill('SIGKILL'), PATIENCE_MS);
      await exited;
      clearTimeout(kill);
    }),
  );
};
