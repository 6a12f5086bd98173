import readline from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';

const PROMPT = '> ';

/** What a terminal is made of, and who hears from it. */
export interface TerminalOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** A line was typed, or came through a pipe. */
  readonly onLine: (line: string) => void;
  /** Ctrl-C was pressed while the terminal reads. */
  readonly onInterrupt: () => void;
}

/** Lines in and out, so that what is printed does not tear what is being typed. */
export class Terminal {
  readonly #output: WriteStream;
  readonly #reader: readline.Interface;
  readonly #isInteractive: boolean;
  #isReading = true;

  constructor({ input, output, onLine, onInterrupt }: TerminalOptions) {
    this.#output = output;
    this.#isInteractive = input.isTTY === true && output.isTTY === true;
    // Whoever read the output may be gone, as with `| head`; that is no reason to stop serving.
    output.on('error', () => {});
    const base = { input, terminal: this.#isInteractive, prompt: PROMPT };
    this.#reader = readline.createInterface(this.#isInteractive ? { ...base, output } : base);
    this.#reader.on('line', (line) => {
      onLine(line);
      this.#prompt();
    });
    this.#reader.on('SIGINT', onInterrupt);
    this.#reader.on('close', () => {
      this.#isReading = false;
    });
  }

  /** Prints lines above what is being typed. */
  print(lines: string): void {
    if (this.#isInteractive && this.#isReading) this.#clearLine();
    this.#output.write(`${lines}\n`);
    this.#prompt();
  }

  /** Stops reading, so that the process can end. */
  close(): void {
    if (this.#isInteractive && this.#isReading) this.#clearLine();
    this.#isReading = false;
    this.#reader.close();
  }

  #clearLine(): void {
    readline.cursorTo(this.#output, 0);
    readline.clearLine(this.#output, 0);
  }

  #prompt(): void {
    if (this.#isInteractive && this.#isReading) this.#reader.prompt(true);
  }
}
