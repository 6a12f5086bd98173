import type { Identity } from '../shared/arena-client.ts';
import { COLORS } from '../shared/palette.ts';
import { element } from './element.ts';
import { cssColor } from './format.ts';

/** The button with the own name, and the dialog behind it. */
export class Profile {
  readonly #identity: Identity;
  readonly #dialog: HTMLDialogElement = element('profile');
  readonly #name: HTMLInputElement = element('profile-name');
  readonly #onChange: (name: string, color: number) => void;

  /** `onChange` hears of a new name or colour. */
  constructor(identity: Identity, onChange: (name: string, color: number) => void) {
    this.#identity = identity;
    this.#onChange = onChange;
    element('profile-colors').replaceChildren(...COLORS.map(createSwatch));
    element('profile-button').addEventListener('click', () => this.#open());
    element('profile-cancel').addEventListener('click', () => this.#dialog.close());
    element('profile-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#take();
    });
    this.#show();
  }

  #open(): void {
    this.#name.value = this.#identity.name;
    for (const swatch of this.#swatches()) swatch.checked = Number(swatch.value) === this.#identity.color;
    this.#dialog.showModal();
    this.#name.select();
  }

  #take(): void {
    const name = this.#name.value.trim();
    if (name === '') return;
    const color = Number(this.#swatches().find(({ checked }) => checked)?.value ?? this.#identity.color);
    this.#onChange(name, color);
    this.#show();
    this.#dialog.close();
    // Back to the game, not to the button.
    element('stage').focus({ preventScroll: true });
  }

  #show(): void {
    const { name, color } = this.#identity;
    element('self').textContent = name;
    const dot = document.querySelector<HTMLElement>('.pilot .dot');
    if (dot !== null) dot.style.background = cssColor(color);
  }

  #swatches(): HTMLInputElement[] {
    return [...element('profile-colors').querySelectorAll('input')];
  }
}

const COLOR_NAMES = ['Blue', 'Green', 'Amber', 'Pink', 'Violet', 'Coral', 'Cyan', 'Lime'];

const createSwatch = (color: number, index: number): HTMLInputElement => {
  const swatch = document.createElement('input');
  swatch.type = 'radio';
  swatch.name = 'color';
  swatch.value = String(color);
  swatch.ariaLabel = COLOR_NAMES[index] ?? cssColor(color);
  swatch.style.setProperty('--color', cssColor(color));
  return swatch;
};
