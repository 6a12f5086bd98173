// The classic ways to find a dead peer, one after the other, or those whose names are given. It ends by itself.

import { Printer } from './printer.ts';
import { Stage } from './stage.ts';
import { chooseWays } from './ways.ts';

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort());
const printer = new Printer((line) => console.log(line), process.stdout.isTTY && !process.env.NO_COLOR);

try {
  for (const { name, title, stopsProcess, play } of chooseWays(process.argv.slice(2))) {
    printer.begin(name, title);
    if (stopsProcess === true && process.platform === 'win32') {
      printer.say('act', 'Left out: Windows cannot stop a process.');
      continue;
    }
    const stage = new Stage(printer, interrupt.signal);
    await play(stage).finally(() => stage.clear());
  }
} catch (error) {
  if (!interrupt.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
