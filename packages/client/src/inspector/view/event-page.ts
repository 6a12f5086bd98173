import type { JournalLine } from '../net-journal.ts';
import { make, makeRegion } from './elements.ts';
import { timeText } from './quantity-text.ts';

const MAX_ROWS = 200;

/** Lists the events of the connection, the newest first. */
export class EventPage {
  readonly element: HTMLElement = make('div', 'page events');
  readonly #startedAt: number;
  #shown: JournalLine | undefined;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
    makeRegion(this.element, 'events');
    this.element.append(make('p', 'empty', 'Nothing happened yet.'));
  }

  /** Shows the lines, given with the oldest first. */
  show(lines: readonly JournalLine[]): void {
    const newest = lines.at(-1);
    if (newest === this.#shown) return;
    this.#shown = newest;
    this.element.replaceChildren(
      ...lines
        .slice(-MAX_ROWS)
        .reverse()
        .map((line) => this.#row(line)),
    );
  }

  #row({ at, event, words, look }: JournalLine): HTMLElement {
    return make(
      'div',
      'event',
      make('span', 'time', timeText(at - this.#startedAt)),
      make('span', `dot dot-${look}`),
      make('span', 'name', event),
      make('span', 'words', words),
    );
  }
}
