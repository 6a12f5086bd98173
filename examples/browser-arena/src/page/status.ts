import type { NetMgr } from '@netmgr/client';
import type { ConnectionView, Shown } from './connection-view.ts';
import { element, setText } from './element.ts';
import { formatRtt } from './format.ts';

const ACTION_LABELS = { now: 'Now', connect: 'Connect' } as const;
/** A first dial that takes no longer needs no card. */
const PATIENCE_MS = 600;

/** Shows how the connection is: in the chip always, and in a card while it is not as it should be. */
export class Status {
  readonly #net: NetMgr;
  readonly #view: ConnectionView;
  readonly #state: HTMLElement = element('state');
  readonly #rtt: HTMLElement = element('rtt');
  readonly #card: HTMLElement = element('card');
  readonly #title: HTMLElement = element('card-title');
  readonly #detail: HTMLElement = element('card-detail');
  readonly #action: HTMLButtonElement = element('card-action');
  readonly #progress: HTMLElement = element('card-progress');

  constructor(net: NetMgr, view: ConnectionView) {
    this.#net = net;
    this.#view = view;
    this.#action.addEventListener('click', () => this.#act());
  }

  /** Shows it as it is now. */
  show(nowMs: number, heardAtMs: number): void {
    const shown = this.#view.showAt(nowMs, heardAtMs);
    if (document.documentElement.dataset.health !== shown.health) {
      document.documentElement.dataset.health = shown.health;
    }
    setText(this.#state, shown.title);
    const { rttMs } = this.#net.stats;
    setText(this.#rtt, rttMs === undefined || shown.health !== 'good' ? '' : `${formatRtt(rttMs)} ms`);
    this.#showCard(shown, nowMs);
  }

  #showCard({ health, title, detail, action, progress }: Shown, nowMs: number): void {
    const isHidden = health === 'good' || health === 'idle' || (health === 'connecting' && nowMs < PATIENCE_MS);
    if (this.#card.hidden !== isHidden) this.#card.hidden = isHidden;
    if (isHidden) return;
    setText(this.#title, title);
    setText(this.#detail, detail);
    this.#action.hidden = action === undefined;
    if (action !== undefined) setText(this.#action, ACTION_LABELS[action]);
    this.#progress.style.transform = `scaleX(${progress.toFixed(3)})`;
  }

  #act(): void {
    if (this.#net.state === 'backingOff') this.#net.reconnectNow();
    // What keeps the dial from succeeding is shown by the card; the promise says it again.
    else this.#net.connect().catch(() => {});
  }
}
