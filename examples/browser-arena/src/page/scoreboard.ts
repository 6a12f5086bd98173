import type { Pilot } from '../shared/messages.ts';
import { element } from './element.ts';
import { cssColor } from './format.ts';
import { createHullIcon } from './hulls.ts';

const MAX_ROWS = 6;

/** Shows who has taken how many sparks, the best first, and the own pilot in any case. */
export class Scoreboard {
  readonly #list: HTMLElement = element('scores');
  #shown = '';

  /** Shows the pilots, and which of them this page is. */
  show(pilots: ReadonlyMap<number, Pilot>, selfId: number | undefined): void {
    const ranked = [...pilots.values()].sort((a, b) => b.score - a.score || a.id - b.id);
    const rows = ranked.slice(0, MAX_ROWS);
    const own = ranked.find(({ id }) => id === selfId);
    if (own !== undefined && !rows.includes(own)) rows[MAX_ROWS - 1] = own;
    const shown = JSON.stringify([rows, selfId]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...rows.map((pilot) => render(pilot, pilot.id === selfId)));
  }
}

const render = ({ name, color, hull, score }: Pilot, isSelf: boolean): HTMLElement => {
  const row = document.createElement('li');
  row.classList.toggle('own', isSelf);
  const points = document.createElement('b');
  points.textContent = String(score);
  const label = document.createElement('span');
  label.textContent = name;
  row.append(createHullIcon(hull, cssColor(color)), label, points);
  return row;
};
