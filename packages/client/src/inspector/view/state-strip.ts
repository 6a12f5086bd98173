import type { LookSpan } from '../net-journal.ts';
import { makeGraph, makeSvg, setClass } from './elements.ts';

const WIDTH = 600;

/** Draws the states of the last while as coloured stretches. */
export class StateStrip {
  readonly element: SVGSVGElement;
  readonly #rects: SVGRectElement[] = [];
  readonly #spanMs: number;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
    this.element = makeGraph('states, last minute', 'strip', WIDTH, 1);
  }

  /** Draws the spans, the oldest first; the last goes on until now. */
  draw(spans: readonly LookSpan[], now: number): void {
    const xOf = (at: number): number => Math.max(0, WIDTH * (1 - (now - at) / this.#spanMs));
    let used = 0;
    for (const [i, { since, look }] of spans.entries()) {
      const end = xOf(spans[i + 1]?.since ?? now);
      if (end <= 0) continue;
      const x = xOf(since);
      const rect = this.#rect(used++);
      rect.setAttribute('x', x.toFixed(1));
      // A state that passed at once is still to be seen.
      rect.setAttribute('width', Math.max(2, end - x).toFixed(1));
      setClass(rect, `fill-${look}`);
    }
    for (const rect of this.#rects.splice(used)) rect.remove();
  }

  #rect(i: number): SVGRectElement {
    const rect = this.#rects[i] ?? makeSvg('rect', { y: 0, height: 1 });
    if (this.#rects[i] === undefined) {
      this.#rects.push(rect);
      this.element.append(rect);
    }
    return rect;
  }
}
