import type { NetMgr } from '@netmgr/client';
import type { Inspector } from '@netmgr/client/inspector';
import { element } from './element.ts';
import type { ThemeName } from './theme.ts';

/** Shows and hides the inspector, which is loaded when it is first wanted. */
export class InspectorButton {
  readonly #net: NetMgr;
  readonly #place: HTMLElement = element('inspector-place');
  readonly #onShow: () => void;
  #theme: ThemeName = 'dark';
  #inspector: Inspector | undefined;

  /** `onShow` hears that it needs room, `onFailure` that it could not be loaded. */
  constructor(net: NetMgr, onShow: () => void, onFailure: (error: Error) => void) {
    this.#net = net;
    this.#onShow = onShow;
    const button = element('inspector');
    button.addEventListener('click', () => this.#toggle().catch(onFailure));
    // The inspector's own button closes it, too.
    new MutationObserver(() => {
      button.ariaPressed = String(this.#isShown);
    }).observe(this.#place, { childList: true });
  }

  /** Wears a theme from now on. */
  wear(theme: ThemeName): void {
    this.#theme = theme;
    for (const shown of this.#place.querySelectorAll<HTMLElement>('netmgr-inspector')) shown.dataset.theme = theme;
  }

  get #isShown(): boolean {
    return this.#place.childElementCount > 0;
  }

  async #toggle(): Promise<void> {
    if (this.#isShown) {
      this.#inspector?.close();
      return;
    }
    const { mountInspector } = await import('@netmgr/client/inspector');
    // Two clicks may wait for the same import.
    if (this.#isShown) return;
    this.#inspector = mountInspector(this.#net, { parent: this.#place, theme: this.#theme });
    this.#onShow();
  }
}
