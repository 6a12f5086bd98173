import { parseArgs } from 'node:util';
import { parseDuration } from '../time/duration.ts';

/** What `dump --help` prints. */
export const DUMP_HELP = `netmgr-mock dump: prints a recording, frame by frame.

Usage: netmgr-mock dump <file> [options]

  --messages <module>        JavaScript module that exports message types, to show what is in the frames
  --hex                      print every body in full, in hex
  --from <duration>          leave out what came earlier, such as 500ms, 90s or 2m; a bare number means seconds
  --to <duration>            leave out what came later
  --connection <number>      print one connection only
  --limit <count>            stop after so many entries
  --help

A damaged recording is printed as far as it is sound; then the exit code is 1.
`;

/** What the command line of `dump` asks for. */
export interface DumpOptions {
  readonly showHelp: boolean;
  readonly path: string;
  /** Path of a module that exports message types. */
  readonly messagesPath: string | undefined;
  readonly isHex: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly connection: number | undefined;
  readonly limit: number;
}

/** Reads the command line of `dump`. Throws an Error whose message is for the user. */
export const parseDumpOptions = (args: readonly string[]): DumpOptions => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      messages: { type: 'string' },
      hex: { type: 'boolean', default: false },
      from: { type: 'string' },
      to: { type: 'string' },
      connection: { type: 'string' },
      limit: { type: 'string' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const [path = '', ...more] = positionals;
  if (!values.help && (path === '' || more.length > 0)) {
    throw new Error(`dump takes one file, not ${positionals.length}; dump --help tells more`);
  }
  return {
    showHelp: values.help,
    path,
    messagesPath: values.messages,
    isHex: values.hex,
    fromMs: readDuration('--from', values.from) ?? 0,
    toMs: readDuration('--to', values.to) ?? Number.POSITIVE_INFINITY,
    connection: readCount('--connection', values.connection),
    limit: readCount('--limit', values.limit) ?? Number.POSITIVE_INFINITY,
  };
};

const readDuration = (name: string, text: string | undefined): number | undefined => {
  const ms = text === undefined ? undefined : parseDuration(text);
  if (text === undefined || ms !== undefined) return ms;
  throw new Error(`${name} takes a duration such as 10s or 600ms, not '${text}'`);
};

const readCount = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Error(`${name} takes a whole number from 1 up, not '${text}'`);
};
