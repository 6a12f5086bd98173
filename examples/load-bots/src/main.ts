// Many bots against one server as one command; without `--url` against a server of its own.

import { createSystemClock } from '@netmgr/client/node';
import { type LoadOptions, readOptions, USAGE } from './command/options.ts';
import { startOwnServer } from './command/own-server.ts';
import { runLoad } from './command/run-load.ts';

const INTERRUPTED = 130;

const run = async (options: LoadOptions): Promise<void> => {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // The second time somebody is in a hurry.
      if (interrupt.signal.aborted) process.exit(INTERRUPTED);
      interrupt.abort();
    });
  }
  const server = options.url === undefined ? await startOwnServer() : undefined;
  const url = options.url ?? server?.urls.ws ?? '';
  const target = server === undefined ? url : `${url}, a server of its own in this process`;
  try {
    const clock = createSystemClock();
    const { passed } = await runLoad(options, {
      dial: { url },
      target,
      clock,
      screen: process.stdout,
      signal: interrupt.signal,
    });
    process.exitCode = passed ? 0 : 1;
  } finally {
    await server?.close();
  }
};

const readCommandLine = (): LoadOptions | undefined | 'wrong' => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    say(error);
    process.exitCode = 2;
    return 'wrong';
  }
};

const say = (error: unknown): void => console.error(error instanceof Error ? error.message : error);

const options = readCommandLine();
if (options === undefined) console.log(USAGE);
else if (options !== 'wrong') {
  try {
    await run(options);
  } catch (error) {
    say(error);
    process.exitCode = 1;
  }
}
