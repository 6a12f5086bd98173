import { styleText } from 'node:util';

/** What a line is about; decides its colour. */
export type Topic =
  | 'act'
  | 'state'
  | 'login'
  | 'rtt'
  | 'message'
  | 'suspect'
  | 'lost'
  | 'reconnect'
  | 'server'
  | 'closed'
  | 'stats';

const COLORS: Readonly<Record<Topic, Parameters<typeof styleText>[0]>> = {
  act: 'bold',
  state: 'cyan',
  login: 'green',
  rtt: 'gray',
  message: 'gray',
  suspect: 'yellow',
  lost: 'red',
  reconnect: 'blue',
  server: 'magenta',
  closed: 'green',
  stats: 'bold',
};

const TOPIC_WIDTH = 11;
const TIME_WIDTH = 7;

/** Prints lines in columns: seconds since the start, what it is about, and what happened. */
export class Printer {
  readonly #startedAt = performance.now();
  readonly #write: (line: string) => void;
  readonly #isColored: boolean;

  constructor(write: (line: string) => void, isColored: boolean) {
    this.#write = write;
    this.#isColored = isColored;
  }

  /** Prints a line. */
  say(topic: Topic, text: string): void {
    const time = ((performance.now() - this.#startedAt) / 1000).toFixed(2).padStart(TIME_WIDTH);
    const label = topic.padEnd(TOPIC_WIDTH);
    this.#write(`${time}  ${this.#isColored ? styleText(COLORS[topic], label) : label}${text}`);
  }

  /** Begins a new part with an empty line and a heading. */
  begin(text: string): void {
    this.#write('');
    this.say('act', text);
  }
}
