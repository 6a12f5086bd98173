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
    const stored = readStored();
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
    store(this.#chosen);
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset.theme = this.name;
    element('theme').setAttribute('aria-label', `Switch to the ${other(this.name)} theme`);
    this.#onChange(this.name);
  }
}

/** A browser that keeps no site data throws at the mere look. The choice then lasts as long as the page. */
const readStored = (): string | null => {
  try {
    return localStorage.getItem(STORED_AT);
  } catch {
    return null;
  }
};

const store = (name: ThemeName): void => {
  try {
    localStorage.setItem(STORED_AT, name);
  } catch {
    // Nothing is lost but the memory of it.
  }
};

const other = (name: ThemeName): ThemeName => (name === 'dark' ? 'light' : 'dark');
