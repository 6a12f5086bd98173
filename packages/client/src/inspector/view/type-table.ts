import type { FrameReader } from '../frame-reading.ts';
import type { TypeRate } from '../type-rates.ts';
import { make, makeRegion, setClass, setText } from './elements.ts';
import { bytesText, countText } from './quantity-text.ts';

const TITLES = ['', 'Id', 'Name', 'Msgs/s', 'Bytes/s', 'Messages', 'Bytes'] as const;

interface TypeRow {
  readonly element: HTMLTableRowElement;
  readonly cells: readonly HTMLTableCellElement[];
  id: number | undefined;
}

/** Shows what each type of message costs. */
export class TypeTable {
  readonly element: HTMLElement;
  readonly #body: HTMLTableSectionElement = make('tbody');
  readonly #rows: TypeRow[] = [];
  readonly #reader: FrameReader;
  readonly #onChoose: (id: number) => void;

  /** `onChoose` hears of the type whose frames are to be seen. */
  constructor(reader: FrameReader, onChoose: (id: number) => void) {
    this.#reader = reader;
    this.#onChoose = onChoose;
    const head = make('tr', '', ...TITLES.map((title) => make('th', '', title)));
    const table = make('table', 'types', make('thead', '', head), this.#body);
    this.element = make('div', 'page', table);
    makeRegion(this.element, 'traffic by type');
  }

  /** Shows the rates. */
  show(rates: readonly TypeRate[]): void {
    for (const [i, rate] of rates.entries()) this.#fill(this.#row(i), rate);
    for (const { element } of this.#rows.splice(rates.length)) element.remove();
  }

  #fill(row: TypeRow, { direction, id, frames, bytes, frameRate, byteRate }: TypeRate): void {
    const texts = [
      direction === 'in' ? '↓' : '↑',
      id === undefined ? '' : String(id),
      id === undefined ? 'all others' : this.#reader.nameOf(id),
      countText(frameRate),
      bytesText(byteRate),
      countText(frames),
      bytesText(bytes),
    ];
    for (const [column, text] of texts.entries()) setText(row.cells[column]!, text);
    setClass(row.element, direction);
    row.id = id;
  }

  #row(i: number): TypeRow {
    const known = this.#rows[i];
    if (known !== undefined) return known;
    const cells = TITLES.map(() => make('td'));
    const row: TypeRow = { element: make('tr', '', ...cells), cells, id: undefined };
    row.element.title = 'Show its frames';
    row.element.addEventListener('click', () => {
      if (row.id !== undefined) this.#onChoose(row.id);
    });
    this.#rows.push(row);
    this.#body.append(row.element);
    return row;
  }
}
