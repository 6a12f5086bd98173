import { parseArgs } from 'node:util';

/** What the command line sets. */
export interface BotOptions {
  /** The server to connect to; `undefined` starts one. */
  readonly url: string | undefined;
  /** Goes round and round in place of ending. */
  readonly isForever: boolean;
}

/** The text of `--help`. */
export const USAGE = `A TCP bot that shows the life of a connection, with a server of its own that stalls and restarts.

  --url <url>  connects to this server instead, such as tcp://127.0.0.1:9000, until Ctrl-C
  --forever    lets the server stall and restart again and again, until Ctrl-C
  --help       this text`;

/** Reads the command line; `undefined` asks for help. Throws an error of one line when it cannot be understood. */
export const readOptions = (args: readonly string[]): BotOptions | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      forever: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values.help ? undefined : { url: values.url, isForever: values.forever };
};
