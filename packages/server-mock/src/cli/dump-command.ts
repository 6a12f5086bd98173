import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { scanRecordingFile } from '../record/recording-file.ts';
import { readCommandLine } from './command-line-error.ts';
import { DumpFrames, formatEntry } from './dump-frames.ts';
import { DUMP_HELP, type DumpOptions, parseDumpOptions } from './dump-options.ts';
import { loadMessages } from './load-messages.ts';

/** How much is gathered before it is written. */
const BATCH_CHARACTERS = 32_768;

/** Runs `netmgr-mock dump`. Throws behind all that could be printed: a RecordingError, or an Error whose message is for the user. */
export const runDump = async (args: readonly string[], output: Writable = process.stdout): Promise<void> => {
  const options = readCommandLine(() => parseDumpOptions(args));
  const printer = new Printer(output);
  try {
    if (options.showHelp) await printer.print(DUMP_HELP.trimEnd());
    else await dump(options, printer);
  } finally {
    await printer.flush();
  }
};

const dump = async (options: DumpOptions, printer: Printer): Promise<void> => {
  const messages = options.messagesPath === undefined ? [] : await loadMessages(options.messagesPath);
  let frames: DumpFrames | undefined;
  let left = options.limit;
  for await (const { layout, event } of scanRecordingFile(options.path)) {
    if (layout !== undefined) {
      frames = new DumpFrames(layout, messages);
      continue;
    }
    if (event.at > options.toMs || printer.isGone) return;
    if (options.connection !== undefined && event.connection !== options.connection) continue;
    // What comes before must be read all the same, to find where the frames begin.
    for (const entry of frames?.take(event) ?? []) {
      if (entry.at < options.fromMs) continue;
      await printer.print(formatEntry(entry, options.isHex));
      if (--left === 0) return;
    }
  }
};

/** Prints lines no faster than they are read, and stops when nobody reads any more, as with `| head`. */
class Printer {
  readonly #output: Writable;
  #batch = '';
  #isGone = false;

  constructor(output: Writable) {
    this.#output = output;
    output.on('error', () => {
      this.#isGone = true;
    });
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  async print(lines: string): Promise<void> {
    this.#batch += `${lines}\n`;
    if (this.#batch.length >= BATCH_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#batch;
    this.#batch = '';
    if (text === '' || this.#isGone || this.#output.write(text)) return;
    // Rejects with what broke the output, which the listener above has heard of.
    await once(this.#output, 'drain').catch(() => {});
  }
}
