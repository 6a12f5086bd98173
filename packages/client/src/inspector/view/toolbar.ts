import type { FilterQuery } from '../frame-filter.ts';
import type { Direction } from '../frame-log.ts';
import { make, makeButton, makeIconButton, relabel } from './elements.ts';
import { ICONS } from './icons.ts';

/** What the user asks of the frames. */
export interface ToolbarListener {
  onQuery(): void;
  onPause(): void;
  onClear(): void;
  onCopy(): void;
  onSave(): void;
}

const setPressed = (button: HTMLButtonElement, isPressed: boolean): void =>
  button.setAttribute('aria-pressed', String(isPressed));

/** The controls above the list of frames. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement = make('input');
  readonly #ways: readonly { readonly way: Direction | undefined; readonly button: HTMLButtonElement }[];
  readonly #system: HTMLButtonElement;
  readonly #pause: HTMLButtonElement;
  readonly #onQuery: () => void;
  #direction: Direction | undefined;
  #hidesSystem = false;

  constructor(listener: ToolbarListener) {
    this.#onQuery = () => listener.onQuery();
    this.#input.type = 'search';
    this.#input.placeholder = 'Filter: text, id:1001, name:Player, -word';
    this.#input.setAttribute('aria-label', 'filter');
    this.#input.spellcheck = false;
    this.#input.addEventListener('input', this.#onQuery);
    this.#input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.setText('');
    });
    this.#ways = (['all', 'in', 'out'] as const).map((name) => {
      const way = name === 'all' ? undefined : name;
      const text = { all: 'All', in: '↓ In', out: '↑ Out' }[name];
      return {
        way,
        button: makeButton(`Frames that go ${name === 'all' ? 'both ways' : name}`, text, () => this.#point(way)),
      };
    });
    this.#system = makeButton('Show heartbeats and Quits', '♥', () => this.#toggleSystem());
    this.#pause = makeIconButton('Pause', ICONS.pause, () => listener.onPause());
    this.#showWay();
    setPressed(this.#system, true);
    this.element = make(
      'div',
      'tools',
      this.#input,
      make('div', 'group', ...this.#ways.map(({ button }) => button)),
      this.#system,
      make(
        'div',
        'group',
        this.#pause,
        makeIconButton('Clear the list', ICONS.clear, () => listener.onClear()),
        makeIconButton('Copy what the list shows, as JSON', ICONS.copy, () => listener.onCopy()),
        makeIconButton('Save all frames that are kept, as a recording', ICONS.save, () => listener.onSave()),
      ),
    );
  }

  /** Tells what is looked for. */
  get query(): FilterQuery {
    return { text: this.#input.value, direction: this.#direction, hidesSystem: this.#hidesSystem };
  }

  /** Looks for a text. */
  setText(text: string): void {
    this.#input.value = text;
    this.#onQuery();
  }

  /** Shows whether the list is paused. */
  showPaused(isPaused: boolean): void {
    relabel(this.#pause, isPaused ? 'Resume' : 'Pause', isPaused ? ICONS.resume : ICONS.pause);
    this.#pause.classList.toggle('alert', isPaused);
  }

  #point(direction: Direction | undefined): void {
    this.#direction = direction;
    this.#showWay();
    this.#onQuery();
  }

  #showWay(): void {
    for (const { way, button } of this.#ways) setPressed(button, way === this.#direction);
  }

  #toggleSystem(): void {
    this.#hidesSystem = !this.#hidesSystem;
    setPressed(this.#system, !this.#hidesSystem);
    this.#onQuery();
  }
}
