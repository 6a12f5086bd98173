import { element } from './element.ts';
import type { Tone } from './event-log.ts';

const SHOWN_MS = 3500;
const MAX_TOASTS = 3;

/** Shows short news over the stage, for a while. */
export class Toasts {
  readonly #list: HTMLElement = element('toasts');

  /** Shows a line. */
  show(tone: Tone, text: string): void {
    const toast = document.createElement('p');
    toast.className = tone;
    toast.textContent = text.charAt(0).toUpperCase() + text.slice(1);
    this.#list.append(toast);
    if (this.#list.childElementCount > MAX_TOASTS) this.#list.firstElementChild?.remove();
    setTimeout(() => toast.remove(), SHOWN_MS);
  }
}
