import type { Health } from './connection-view.ts';
import { SharpCanvas } from './sharp-canvas.ts';

interface Stretch {
  readonly health: Health;
  readonly fromMs: number;
}

interface RoundTrip {
  readonly atMs: number;
  readonly rttMs: number;
}

const SPAN_MS = 30_000;
const BAND_PX = 7;
const MIN_TOP_MS = 4;

const COLOR_NAMES: Readonly<Record<Health, string>> = {
  idle: '--off',
  good: '--good',
  suspect: '--warn',
  lost: '--bad',
  dialling: '--busy',
  closed: '--off',
};

/** Draws the last half minute of a connection: how it was as a band of colour, and above it every round trip. */
export class Lifeline {
  readonly #canvas: SharpCanvas;
  #stretches: Stretch[] = [];
  #roundTrips: RoundTrip[] = [];

  constructor(element: HTMLCanvasElement) {
    this.#canvas = new SharpCanvas(element);
  }

  /** Notes how the connection is from now on. */
  note(health: Health, nowMs: number): void {
    if (this.#stretches.at(-1)?.health !== health) this.#stretches.push({ health, fromMs: nowMs });
    while ((this.#stretches[1]?.fromMs ?? nowMs) < nowMs - SPAN_MS) this.#stretches.shift();
  }

  /** Notes a round trip. */
  addRoundTrip(rttMs: number, nowMs: number): void {
    this.#roundTrips = this.#roundTrips.filter(({ atMs }) => nowMs - atMs < SPAN_MS);
    this.#roundTrips.push({ atMs: nowMs, rttMs });
  }

  /** Draws the half minute that ends now. */
  draw(nowMs: number): void {
    const g = this.#canvas.begin();
    const styles = getComputedStyle(this.#canvas.element);
    const colorOf = (name: string): string => styles.getPropertyValue(name);
    const xOf = (atMs: number): number => this.#canvas.width * (1 - (nowMs - atMs) / SPAN_MS);
    g.fillStyle = colorOf('--bg');
    g.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#stretches.forEach(({ health, fromMs }, i) => {
      const [left, right] = [Math.max(0, xOf(fromMs)), xOf(this.#stretches[i + 1]?.fromMs ?? nowMs)];
      this.#drawStretch(g, left, right, colorOf(COLOR_NAMES[health]));
    });
    this.#drawScale(g, colorOf('--soft'));
    this.#drawRoundTrips(g, xOf, colorOf('--text'));
  }

  #drawStretch(g: CanvasRenderingContext2D, left: number, right: number, color: string): void {
    const { height } = this.#canvas;
    g.fillStyle = color;
    g.globalAlpha = 0.13;
    g.fillRect(left, 0, right - left, height - BAND_PX);
    g.globalAlpha = 1;
    g.fillRect(left, height - BAND_PX, right - left, BAND_PX);
  }

  #drawRoundTrips(g: CanvasRenderingContext2D, xOf: (atMs: number) => number, color: string): void {
    const room = this.#canvas.height - BAND_PX - 22;
    const topMs = Math.max(MIN_TOP_MS, ...this.#roundTrips.map(({ rttMs }) => rttMs));
    g.fillStyle = color;
    for (const { atMs, rttMs } of this.#roundTrips) {
      const bar = Math.max(2, (rttMs / topMs) * room);
      g.globalAlpha = 0.85;
      g.fillRect(xOf(atMs) - 1, this.#canvas.height - BAND_PX - bar, 2, bar);
    }
    g.globalAlpha = 1;
  }

  #drawScale(g: CanvasRenderingContext2D, color: string): void {
    g.fillStyle = color;
    g.font = '10.5px system-ui, sans-serif';
    g.textAlign = 'left';
    g.fillText(`${SPAN_MS / 1000} s ago`, 7, 14);
    g.textAlign = 'right';
    g.fillText('now', this.#canvas.width - 7, 14);
  }
}
