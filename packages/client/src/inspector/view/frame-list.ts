import type { LoggedFrame } from '../frame-log.ts';
import type { FrameReader } from '../frame-reading.ts';
import { make, makeRegion, setClass, setText } from './elements.ts';
import { bytesText, timeText } from './quantity-text.ts';

/** Who hears from a frame list. */
export interface FrameListListener {
  /** The user went back to look, or chose a frame; or came back to the end. */
  onHold(): void;
  onSelect(frame: LoggedFrame): void;
}

const ROW_PX = 22;
const COLUMNS = ['time', 'way', 'id', 'name', 'size', 'words'] as const;
const TITLES = ['Time, s', '', 'Id', 'Name', 'Bytes', 'Message'] as const;

interface Row {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
}

/** Lists frames in rows, of which only those in sight exist. */
export class FrameList {
  readonly element: HTMLElement;
  readonly #scroller: HTMLElement = make('div', 'scroller');
  readonly #canvas: HTMLElement = make('div', 'canvas');
  readonly #empty: HTMLElement = make('p', 'empty');
  readonly #rows: Row[] = [];
  readonly #reader: FrameReader;
  readonly #listener: FrameListListener;
  readonly #startedAt: number;
  #frames: readonly LoggedFrame[] = [];
  #selected: number | undefined;

  constructor(reader: FrameReader, startedAt: number, listener: FrameListListener) {
    this.#reader = reader;
    this.#startedAt = startedAt;
    this.#listener = listener;
    const head = make('div', 'row head', ...COLUMNS.map((column, i) => make('span', column, TITLES[i]!)));
    head.setAttribute('aria-hidden', 'true');
    makeRegion(this.#scroller, 'frames', 'listbox');
    this.#scroller.append(this.#canvas);
    this.#scroller.addEventListener('scroll', () => this.#scrolled());
    this.#scroller.addEventListener('keydown', (event) => this.#onKey(event));
    this.#canvas.addEventListener('click', (event) => this.#clicked(event));
    this.element = make('div', 'list', head, this.#scroller, this.#empty);
  }

  /** Shows frames; `follows` stays with the last. `hint` stands where there are none. */
  show(frames: readonly LoggedFrame[], follows: boolean, hint: string): void {
    this.#frames = frames;
    setText(this.#empty, frames.length === 0 ? hint : '');
    const height = `${frames.length * ROW_PX}px`;
    if (this.#canvas.style.height !== height) this.#canvas.style.height = height;
    const bottom = frames.length * ROW_PX - this.#scroller.clientHeight;
    if (follows && bottom > 0 && this.#scroller.scrollTop < bottom) this.#scroller.scrollTop = bottom;
    this.#draw();
  }

  /** Marks one frame, or none. */
  select(seq: number | undefined): void {
    this.#selected = seq;
    this.#draw();
  }

  #scrolled(): void {
    const { scrollTop, clientHeight } = this.#scroller;
    // A row and a half of slack: what the list itself scrolled to is no wish of the user's.
    if (scrollTop + clientHeight < this.#frames.length * ROW_PX - 1.5 * ROW_PX) this.#listener.onHold();
    this.#draw();
  }

  #draw(): void {
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / ROW_PX));
    const last = Math.min(this.#frames.length, Math.ceil((scrollTop + clientHeight) / ROW_PX));
    for (let i = first; i < last; i++) this.#fill(this.#row(i - first), this.#frames[i]!, i);
    for (const { element } of this.#rows.splice(Math.max(0, last - first))) element.remove();
  }

  #row(i: number): Row {
    const known = this.#rows[i];
    if (known !== undefined) return known;
    const cells = COLUMNS.map((column) => make('span', column));
    const element = make('div', 'row', ...cells);
    element.setAttribute('role', 'option');
    const row = { element, cells };
    this.#rows.push(row);
    this.#canvas.append(element);
    return row;
  }

  #fill({ element, cells }: Row, frame: LoggedFrame, i: number): void {
    const { name, summary, isBroken } = this.#reader.read(frame);
    const isSelected = frame.seq === this.#selected;
    const texts = [
      timeText(frame.at - this.#startedAt),
      frame.direction === 'in' ? '↓' : '↑',
      String(frame.id),
      name,
      bytesText(frame.length),
      summary,
    ];
    for (const [column, text] of texts.entries()) setText(cells[column]!, text);
    setClass(element, `row ${frame.direction}${isBroken ? ' broken' : ''}${isSelected ? ' selected' : ''}`);
    const transform = `translateY(${i * ROW_PX}px)`;
    if (element.style.transform !== transform) element.style.transform = transform;
    element.setAttribute('aria-selected', String(isSelected));
    element.dataset.at = String(i);
  }

  #clicked({ target }: Event): void {
    const row = target instanceof Element ? target.closest<HTMLElement>('.row') : null;
    this.#choose(Number(row?.dataset.at));
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / ROW_PX) - 1);
    const end = this.#frames.length - 1;
    const selected = this.#frames.findIndex(({ seq }) => seq === this.#selected);
    const from = selected < 0 ? end + 1 : selected;
    const targets: Record<string, number> = {
      ArrowUp: from - 1,
      ArrowDown: from + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: end,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#choose(Math.min(end, Math.max(0, target)));
  }

  #choose(i: number): void {
    const frame = this.#frames[i];
    if (frame === undefined) return;
    this.#listener.onSelect(frame);
    this.#reveal(i);
    this.#draw();
  }

  #reveal(i: number): void {
    const { scrollTop, clientHeight } = this.#scroller;
    const top = i * ROW_PX;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + ROW_PX > scrollTop + clientHeight) this.#scroller.scrollTop = top + ROW_PX - clientHeight;
  }
}
