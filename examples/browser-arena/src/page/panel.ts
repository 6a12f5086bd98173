import type { NetMgrStats } from '@netmgr/client';
import type { ConnectionView } from './connection-view.ts';
import { element } from './element.ts';
import { formatBytes, formatMs, formatRtt } from './format.ts';

const NUMBERS: readonly (readonly [label: string, value: (stats: NetMgrStats) => string, meaning: string])[] = [
  [
    'Jitter',
    (s) => (s.jitterMs === undefined ? '–' : `${formatRtt(s.jitterMs)} ms`),
    'Mean difference between neighbouring round trips',
  ],
  ['Heartbeats', (s) => String(s.heartbeatsOut), 'Heartbeats sent'],
  ['Reconnects', (s) => String(s.reconnects), 'Connections that followed a lost one'],
  ['Messages in', (s) => s.framesIn.toLocaleString('en'), 'Frames received'],
  ['Messages out', (s) => s.framesOut.toLocaleString('en'), 'Frames sent'],
  [
    'Noticed after',
    (s) => formatMs(s.lastDetectionMs),
    'How long the server had been silent when it was last declared dead',
  ],
  ['Bytes in', (s) => formatBytes(s.bytesIn), 'Bytes received'],
  ['Bytes out', (s) => formatBytes(s.bytesOut), 'Bytes sent'],
  ['Back after', (s) => formatMs(s.lastReconnectMs), 'How long the last reconnect took, from the loss on'],
];

const BANNERS: Readonly<Partial<Record<ConnectionView['health'], string>>> = {
  suspect: 'Poor connection',
  lost: 'Connection lost',
  dialling: 'Reconnecting',
  closed: 'Closed',
};

/** Shows how the connection is, in words and numbers. */
export class Panel {
  readonly #view: ConnectionView;
  readonly #values: readonly HTMLElement[];
  readonly #state: HTMLElement = element('state');
  readonly #detail: HTMLElement = element('detail');
  readonly #rtt: HTMLElement = element('rtt');
  readonly #banner: HTMLElement = element('banner');

  constructor(view: ConnectionView) {
    this.#view = view;
    this.#values = NUMBERS.map(([label, , meaning]) => addNumber(label, meaning));
  }

  /** Shows all of it. */
  show(stats: NetMgrStats, nowMs: number, heardAtMs: number): void {
    const { health, title } = this.#view;
    const detail = this.#view.detailAt(nowMs, heardAtMs);
    document.documentElement.dataset.health = health;
    setText(this.#state, title);
    setText(this.#detail, detail);
    setText(this.#rtt, formatRtt(stats.smoothedRttMs));
    NUMBERS.forEach(([, value], i) => {
      setText(this.#values[i]!, value(stats));
    });
    this.#showBanner(detail, stats.reconnects > 0 || health !== 'dialling' || title !== 'Connecting');
  }

  #showBanner(detail: string, isNews: boolean): void {
    const title = isNews ? BANNERS[this.#view.health] : undefined;
    this.#banner.hidden = title === undefined;
    setText(this.#banner.firstElementChild!, title ?? '');
    setText(this.#banner.lastElementChild!, detail);
  }
}

// A text that is set again is a change to the browser, and read aloud again.
const setText = (node: Element, text: string): void => {
  if (node.textContent !== text) node.textContent = text;
};

const addNumber = (label: string, meaning: string): HTMLElement => {
  const entry = document.createElement('div');
  const [term, value] = [document.createElement('dt'), document.createElement('dd')];
  entry.title = meaning;
  term.textContent = label;
  entry.append(term, value);
  element('numbers').append(entry);
  return value;
};
