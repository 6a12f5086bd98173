import { createFrameFilter, type FrameFilter } from '../frame-filter.ts';
import type { LoggedFrame } from '../frame-log.ts';
import type { Inspection } from '../inspection.ts';
import { make } from './elements.ts';
import { FrameDetail } from './frame-detail.ts';
import { FrameList } from './frame-list.ts';
import { Toolbar, type ToolbarListener } from './toolbar.ts';

/** Shows the frames that are kept: a list with its tools, and one of them in full. */
export class FramesPage {
  readonly element: HTMLElement;
  readonly #inspection: Inspection;
  readonly #toolbar: Toolbar;
  readonly #list: FrameList;
  readonly #detail: FrameDetail;
  #filter: FrameFilter | undefined;
  /** What the list shows while it stands still. */
  #held: readonly LoggedFrame[] | undefined;
  #heldSeq = 0;
  #drawnSeq = -1;

  constructor(inspection: Inspection, actions: Pick<ToolbarListener, 'onCopy' | 'onSave'>) {
    this.#inspection = inspection;
    this.#list = new FrameList(inspection.reader, inspection.startedAt, {
      onHold: () => this.pause(),
      onSelect: (frame) => this.#select(frame),
    });
    this.#detail = new FrameDetail(inspection.reader, inspection.startedAt, () => this.#select(undefined));
    this.#toolbar = new Toolbar({
      ...actions,
      onQuery: () => this.#requery(),
      onPause: () => (this.isPaused ? this.resume() : this.pause()),
      onClear: () => this.#clear(),
    });
    this.element = make('div', 'frames', this.#toolbar.element, this.#list.element, this.#detail.element);
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !(event.target instanceof HTMLInputElement)) this.#select(undefined);
    });
  }

  /** Tells whether the list stands still. */
  get isPaused(): boolean {
    return this.#held !== undefined;
  }

  /** Counts the frames that came since the list stands still. */
  get missed(): number {
    return this.isPaused ? this.#inspection.log.nextSeq - this.#heldSeq : 0;
  }

  /** Lists the frames as of now, or of the pause. */
  get kept(): readonly LoggedFrame[] {
    return this.#held ?? this.#inspection.log.toArray();
  }

  /** Lists those that pass the filter. */
  get shown(): readonly LoggedFrame[] {
    return this.#filter === undefined ? this.kept : this.kept.filter(this.#filter);
  }

  /** Lets the list stand still; frames are kept on. */
  pause(): void {
    if (this.isPaused) return;
    this.#held = this.kept;
    this.#heldSeq = this.#inspection.log.nextSeq;
    this.#toolbar.showPaused(true);
  }

  /** Lets the list follow again. */
  resume(): void {
    this.#held = undefined;
    this.#toolbar.showPaused(false);
    this.draw(true);
  }

  /** Looks for a text, as if it were typed. */
  find(text: string): void {
    this.#toolbar.setText(text);
  }

  /** Draws what is new, or all of it. */
  draw(all = false): void {
    const { nextSeq } = this.#inspection.log;
    if (!all && (this.isPaused || nextSeq === this.#drawnSeq)) return;
    this.#drawnSeq = nextSeq;
    const hint = this.kept.length === 0 ? 'No frames yet.' : 'No frame passes the filter.';
    this.#list.show(this.shown, !this.isPaused, hint);
  }

  #requery(): void {
    const { reader } = this.#inspection;
    this.#filter = createFrameFilter(this.#toolbar.query, reader, (id) => this.#inspection.isSystem(id));
    this.draw(true);
  }

  #select(frame: LoggedFrame | undefined): void {
    if (frame !== undefined) this.pause();
    this.#detail.show(frame);
    this.#list.select(frame?.seq);
  }

  #clear(): void {
    this.#inspection.log.clear();
    this.#select(undefined);
    this.resume();
  }
}
