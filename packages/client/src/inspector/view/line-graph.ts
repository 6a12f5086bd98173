import { makeGraph, makeSvg } from './elements.ts';

/** A point: how long ago, in milliseconds, and how much. */
export type GraphPoint = readonly [agoMs: number, value: number];

const WIDTH = 240;
const HEIGHT = 40;

/** Draws a few lines over the last while, on one scale from 0 to the largest value. */
export class LineGraph {
  readonly element: SVGSVGElement;
  readonly #lines: readonly SVGPathElement[];
  readonly #spanMs: number;

  /** Takes the class of each line; the last is in front. */
  constructor(label: string, classes: readonly string[], spanMs: number) {
    this.#spanMs = spanMs;
    this.#lines = classes.map((name) => makeSvg('path', { class: `line ${name}`, d: '' }));
    this.element = makeGraph(`${label}, last minute`, 'graph', WIDTH, HEIGHT, ...this.#lines);
  }

  /** Draws the points of each line, the oldest first; the scale reaches to `least` or above. */
  draw(series: readonly (readonly GraphPoint[])[], least: number): void {
    let max = least;
    for (const points of series) for (const [ago, value] of points) if (ago <= this.#spanMs) max = Math.max(max, value);
    for (const [i, line] of this.#lines.entries()) line.setAttribute('d', this.#path(series[i] ?? [], max));
  }

  #path(points: readonly GraphPoint[], max: number): string {
    const at = ([ago, value]: GraphPoint): string => {
      const x = WIDTH * (1 - ago / this.#spanMs);
      const y = HEIGHT - 1 - (value / max) * (HEIGHT - 3);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    };
    // One point beyond the left edge, so that the line enters from there.
    const first = Math.max(0, points.findIndex(([ago]) => ago <= this.#spanMs) - 1);
    return points.length === 0 ? '' : `M${points.slice(first).map(at).join('L')}`;
  }
}
