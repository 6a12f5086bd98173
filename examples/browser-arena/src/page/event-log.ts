import { formatClock } from './format.ts';

/** Which colour a line has. */
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'soft';

/** One line of the log. */
export interface LogLine {
  readonly atMs: number;
  readonly tone: Tone;
  readonly text: string;
  readonly code: string | undefined;
}

const MAX_LINES = 200;

/** Lists what happened, the newest first. */
export class EventLog {
  readonly #list: HTMLElement;
  readonly #lines: LogLine[] = [];

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  /** Lists the lines, the oldest first. */
  get lines(): readonly LogLine[] {
    return [...this.#lines];
  }

  /** Adds a line; a code stands before the text. */
  add(tone: Tone, text: string, code?: string): void {
    const line = { atMs: performance.now(), tone, text, code };
    this.#lines.push(line);
    this.#list.prepend(render(line));
    if (this.#lines.length <= MAX_LINES) return;
    this.#lines.shift();
    this.#list.lastElementChild?.remove();
  }
}

const render = ({ atMs, tone, text, code }: LogLine): HTMLElement => {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = formatClock(atMs);
  const words = document.createElement('span');
  words.className = tone;
  if (code !== undefined) {
    const name = document.createElement('code');
    name.textContent = code;
    words.append(name, ' ');
  }
  words.append(text);
  item.append(time, words);
  return item;
};
