import type { Health } from './connection-view.ts';

interface Stretch {
  readonly health: Health;
  readonly fromMs: number;
}

interface RoundTrip {
  readonly atMs: number;
  readonly rttMs: number;
}

const SPAN_MS = 30_000;
const [WIDTH, HEIGHT, BAND] = [300, 64, 8];
/** The curve's top is at least this, so that a fast link is a low line. */
const MIN_TOP_MS = 20;
const SVG = 'http://www.w3.org/2000/svg';

/** Shows the last half minute of a connection: how it was as a band of colour, and above it the round trips. */
export class Lifeline {
  readonly #svg: SVGSVGElement;
  readonly #curve: SVGPathElement = document.createElementNS(SVG, 'path');
  readonly #bands: SVGRectElement[] = [];
  #stretches: Stretch[] = [];
  #roundTrips: RoundTrip[] = [];

  constructor(svg: SVGSVGElement) {
    this.#svg = svg;
    svg.append(this.#curve);
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
    const xOf = (atMs: number): number => Math.max(0, WIDTH * (1 - (nowMs - atMs) / SPAN_MS));
    this.#stretches.forEach(({ health, fromMs }, i) => {
      const [left, right] = [xOf(fromMs), xOf(this.#stretches[i + 1]?.fromMs ?? nowMs)];
      const band = this.#band(i);
      band.setAttribute('class', health);
      band.setAttribute('x', left.toFixed(1));
      band.setAttribute('width', Math.max(0, right - left).toFixed(1));
    });
    for (const spare of this.#bands.splice(this.#stretches.length)) spare.remove();
    this.#curve.setAttribute('d', this.#path(xOf));
  }

  #band(index: number): SVGRectElement {
    const known = this.#bands[index];
    if (known !== undefined) return known;
    const band = document.createElementNS(SVG, 'rect');
    band.setAttribute('y', String(HEIGHT - BAND));
    band.setAttribute('height', String(BAND));
    this.#svg.prepend(band);
    this.#bands.push(band);
    return band;
  }

  #path(xOf: (atMs: number) => number): string {
    const topMs = Math.max(MIN_TOP_MS, ...this.#roundTrips.map(({ rttMs }) => rttMs));
    const room = HEIGHT - BAND - 14;
    return this.#roundTrips
      .map(({ atMs, rttMs }, i) => {
        const y = HEIGHT - BAND - 4 - (rttMs / topMs) * room;
        return `${i === 0 ? 'M' : 'L'}${xOf(atMs).toFixed(1)} ${y.toFixed(1)}`;
      })
      .join('');
  }
}
