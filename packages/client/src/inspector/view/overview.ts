import type { Inspection } from '../inspection.ts';
import { make, setText } from './elements.ts';
import { type GraphPoint, LineGraph } from './line-graph.ts';
import { bytesText, countText, msText } from './quantity-text.ts';
import { StateStrip } from './state-strip.ts';

const SPAN_MS = 60_000;

interface Sample {
  readonly at: number;
  readonly in: number;
  readonly out: number;
}

interface Card {
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly side: HTMLElement;
  readonly graph: LineGraph;
}

const makeCard = (title: string, ...classes: readonly string[]): Card => {
  const [value, side] = [make('b'), make('i')];
  const graph = new LineGraph(title, classes, SPAN_MS);
  return { element: make('div', 'card', make('span', 'label', title), value, side, graph.element), value, side, graph };
};

/** Shows the last minute: round trips, what came, what went, and the states. */
export class Overview {
  readonly element: HTMLElement;
  readonly #inspection: Inspection;
  readonly #roundTrip: Card = makeCard('Round trip', 'jitter', 'rtt');
  readonly #in: Card = makeCard('In', 'in');
  readonly #out: Card = makeCard('Out', 'out');
  readonly #strip: StateStrip = new StateStrip(SPAN_MS);
  readonly #samples: Sample[] = [];

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    const cards = [this.#roundTrip, this.#in, this.#out].map(({ element }) => element);
    this.element = make('div', 'overview', make('div', 'cards', ...cards), this.#strip.element);
  }

  /** Takes the rates of the last second into the graphs. */
  sample(now: number): void {
    const { rates } = this.#inspection;
    this.#samples.push({ at: now, in: rates.total('in').byteRate, out: rates.total('out').byteRate });
    while (this.#samples[1] !== undefined && now - this.#samples[1].at > SPAN_MS) this.#samples.shift();
  }

  /** Draws it all as of now. */
  draw(now: number): void {
    const { journal, rates } = this.#inspection;
    const { roundTrips, spans } = journal;
    const last = roundTrips.at(-1);
    setText(this.#roundTrip.value, msText(last?.rttMs));
    setText(this.#roundTrip.side, last === undefined ? '' : `± ${msText(last.jitterMs)}`);
    const jitter = roundTrips.map(({ at, jitterMs }): GraphPoint => [now - at, jitterMs]);
    const rtt = roundTrips.map(({ at, rttMs }): GraphPoint => [now - at, rttMs]);
    this.#roundTrip.graph.draw([jitter, rtt], 10);
    for (const direction of ['in', 'out'] as const) {
      const card = direction === 'in' ? this.#in : this.#out;
      const { frameRate, byteRate } = rates.total(direction);
      setText(card.value, `${countText(frameRate)}/s`);
      setText(card.side, `${bytesText(byteRate)}/s`);
      card.graph.draw([this.#samples.map((sample): GraphPoint => [now - sample.at, sample[direction]])], 100);
    }
    this.#strip.draw(spans, now);
  }
}
