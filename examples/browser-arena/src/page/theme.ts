import { element } from './element.ts';

/** Which of the two a page wears. */
export type ThemeName = 'dark' | 'light';

const STORED_AT = 'netmgr-arena-theme';

/** Keeps the theme: what the visitor chose, or else what the system prefers. */
export class Theme {
  readonly #prefersLight: MediaQueryList = matchMedia('(prefers-color-scheme: light)');
  readonly #onChange: (name: ThemeName) => void;
  #chosen: ThemeName | undefined;

  /** `onChange` hears the theme at first, and whenever it changes. */
  constructor(onChange: (name: ThemeName) => void) {
    this.#onChange = onChange;
    const stored = localStorage.getItem(STORED_AT);
    this.#chosen = stored === 'dark' || stored === 'light' ? stored : undefined;
    this.#prefersLight.addEventListener('change', () => this.#show());
    element('theme').addEventListener('click', () => this.#toggle());
    this.#show();
  }

  /** Tells the theme. */
  get name(): ThemeName {
    return this.#chosen ?? (this.#prefersLight.matches ? 'light' : 'dark');
  }

  #toggle(): void {
    this.#chosen = other(this.name);
    localStorage.setItem(STORED_AT, this.#chosen);
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset.theme = this.name;
    element('theme').setAttribute('aria-label', `Switch to the ${other(this.name)} theme`);
    this.#onChange(this.name);
  }
}

const other = (name: ThemeName): ThemeName => (name === 'dark' ? 'light' : 'dark');
