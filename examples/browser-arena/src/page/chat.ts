import type { ArenaClient } from '../shared/arena-client.ts';
import type { Pilot } from '../shared/messages.ts';
import { element } from './element.ts';
import { cssColor } from './format.ts';

const MAX_LINES = 5;
const SHOWN_MS = 15_000;
/** What Enter means something to. */
const USES_ENTER = 'button, input[type="text"], dialog';

/** The line to say something, and what was said lately. Enter begins, Escape goes back to the game. */
export class Chat {
  readonly #lines: HTMLElement = element('chat-lines');
  readonly #text: HTMLInputElement = element('chat-text');

  /** `onRefused` hears that a line could not be said. */
  constructor(arena: ArenaClient, onRefused: () => void) {
    element('chat-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text !== '' && !arena.say(text)) {
        onRefused();
        return;
      }
      this.#text.value = '';
      this.#text.blur();
    });
    this.#text.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#text.blur();
    });
    addEventListener('keydown', (event) => {
      const isUsed = event.target instanceof Element && event.target.closest(USES_ENTER) !== null;
      if (event.key !== 'Enter' || isUsed) return;
      event.preventDefault();
      this.#text.focus();
    });
  }

  /** Shows what somebody said. */
  show({ name, color }: Pilot, text: string): void {
    const line = document.createElement('li');
    const [who, words] = [document.createElement('b'), document.createElement('bdi')];
    who.dir = 'auto';
    who.textContent = name;
    words.textContent = text;
    who.style.color = `color-mix(in srgb, ${cssColor(color)} 75%, var(--text))`;
    line.append(who, ' ', words);
    this.#lines.append(line);
    while (this.#lines.childElementCount > MAX_LINES) this.#lines.firstElementChild?.remove();
    setTimeout(() => line.remove(), SHOWN_MS);
  }
}
