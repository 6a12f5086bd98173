import type { NetMgrStats } from '@netmgr/client';
import type { WorkerClock } from '@netmgr/client/worker-clock';
import { element, setText } from './element.ts';
import { formatBytes, formatMs, formatRtt } from './format.ts';
import type { Rates } from './rate-meter.ts';

/** What the numbers are made of. */
export interface LinkReading {
  readonly stats: NetMgrStats;
  readonly rates: Rates;
  readonly pendingInputs: number;
  readonly correction: number;
  readonly playoutMs: number;
}

type Row = readonly [label: string, value: (reading: LinkReading) => string, meaning: string];

const count = (value: number): string => Math.round(value).toLocaleString('en');

const ROWS: readonly Row[] = [
  ['Round trip', ({ stats }) => formatTrip(stats.rttMs), 'Round trip of the last heartbeat'],
  ['Bytes in', ({ rates }) => `${formatBytes(Math.round(rates.bytesPerSecond))}/s`, 'Bytes that came, per second'],
  ['Pieces in', ({ rates }) => `${count(rates.piecesPerSecond)}/s`, 'WebSocket messages that came, per second'],
  ['Messages in', ({ rates }) => `${count(rates.framesPerSecond)}/s`, 'Messages put together, per second'],
  ['Msgs/piece', ({ rates }) => formatShare(rates.framesPerPiece), 'Messages per piece'],
  ['Unconfirmed', ({ pendingInputs }) => count(pendingInputs), 'Own inputs that the server has not confirmed'],
  ['Correction', ({ correction }) => correction.toFixed(1), 'How far the server last moved the own ship, in units'],
  ['Others', ({ playoutMs }) => `−${count(playoutMs)} ms`, 'How far in the past the others are drawn'],
  ['Noticed after', ({ stats }) => formatMs(stats.lastDetectionMs), 'Silence until the server was last declared dead'],
  ['Back after', ({ stats }) => formatMs(stats.lastReconnectMs), 'How long the last reconnect took'],
  ['Pictures', ({ rates }) => `${count(rates.drawnPerSecond)}/s`, 'Pictures drawn, per second'],
  ['Script', ({ rates }) => formatWork(rates.workMs), 'Script that one picture takes'],
];

const formatShare = (share: number | undefined): string => {
  if (share === undefined) return '–';
  return share < 0.1 ? share.toFixed(3) : share.toFixed(1);
};

const formatTrip = (ms: number | undefined): string => (ms === undefined ? '–' : `${formatRtt(ms)} ms`);

const formatWork = (ms: number | undefined): string => (ms === undefined ? '–' : `${ms.toFixed(1)} ms`);

/** Shows the numbers of the link. */
export class LinkNumbers {
  readonly #values: readonly HTMLElement[] = ROWS.map(([label, , meaning]) => addNumber(label, meaning));

  readonly #clock: WorkerClock;

  /** `clock` is the connection's. */
  constructor(clock: WorkerClock) {
    this.#clock = clock;
  }

  /** Shows a reading. */
  show(reading: LinkReading): void {
    setText(element('clock'), this.#clock.kind === 'worker' ? 'Timers in a worker' : 'Timers in the page');
    ROWS.forEach(([, value], i) => {
      setText(this.#values[i]!, value(reading));
    });
  }
}

const addNumber = (label: string, meaning: string): HTMLElement => {
  const entry = document.createElement('div');
  const [term, value] = [document.createElement('dt'), document.createElement('dd')];
  entry.title = meaning;
  term.textContent = label;
  entry.append(term, value);
  element('numbers').append(entry);
  return value;
};
