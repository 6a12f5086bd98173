import type { Inspection } from '../inspection.ts';
import { copyText, saveFile } from './delivery.ts';
import { makeDraggable } from './drag.ts';
import { make, makeButton, makeIconButton, relabel, setClass, setText } from './elements.ts';
import { EventPage } from './event-page.ts';
import { FramesPage } from './frames-page.ts';
import { ICONS } from './icons.ts';
import { Overview } from './overview.ts';
import { bytesText, countText, msText } from './quantity-text.ts';
import { TypeTable } from './type-table.ts';

/** Where a panel stands: free, or along an edge of the window. */
export type Dock = 'float' | 'bottom' | 'right';

/** How a panel looks at first. */
export interface PanelOptions {
  readonly title: string;
  readonly dock: Dock;
  readonly collapsed: boolean;
}

type PageName = 'Frames' | 'Types' | 'Events';

const DOCKS: readonly Dock[] = ['float', 'bottom', 'right'];
const RATE_MS = 1000;
const GRAPH_MS = 500;

/** All that is to be seen of an inspector. */
export class Panel {
  readonly element: HTMLElement;
  readonly frames: FramesPage;
  readonly #inspection: Inspection;
  readonly #root: ShadowRoot;
  readonly #overview: Overview;
  readonly #types: TypeTable;
  readonly #events: EventPage;
  readonly #dot: HTMLElement = make('span', 'dot');
  readonly #state: HTMLElement = make('span', 'state');
  readonly #brief: HTMLElement = make('span', 'brief');
  readonly #grip: HTMLElement = make('div', 'grip');
  readonly #status: HTMLElement = make('span');
  readonly #note: HTMLElement = make('span', 'note');
  readonly #tabs: ReadonlyMap<PageName, { readonly button: HTMLButtonElement; readonly page: HTMLElement }>;
  readonly #fold: HTMLButtonElement;
  #page: PageName = 'Frames';
  #ratedAt: number;
  #graphedAt = Number.NEGATIVE_INFINITY;
  #freeFile: () => void = () => {};

  constructor(inspection: Inspection, root: ShadowRoot, options: PanelOptions, onClose: () => void) {
    this.#inspection = inspection;
    this.#root = root;
    this.#ratedAt = inspection.startedAt;
    this.#overview = new Overview(inspection);
    this.frames = new FramesPage(inspection, { onCopy: () => void this.#copy(), onSave: () => this.#save() });
    this.#types = new TypeTable(inspection.reader, (id) => this.#find(`id:${id}`));
    this.#events = new EventPage(inspection.startedAt);
    const pages = { Frames: this.frames.element, Types: this.#types.element, Events: this.#events.element };
    this.#tabs = new Map(
      (['Frames', 'Types', 'Events'] as const).map((name) => {
        const button = makeButton(`Show the ${name.toLowerCase()}`, name, () => this.#open(name));
        return [name, { button, page: pages[name] }];
      }),
    );
    this.#fold = makeIconButton('', ICONS.fold, () => this.#setCollapsed(!this.isCollapsed));
    this.#note.setAttribute('role', 'status');
    this.element = make('section', 'panel', this.#head(options.title, onClose), ...this.#body());
    this.element.setAttribute('aria-label', `${options.title} inspector`);
    makeDraggable(this.element, this.#grip);
    this.#setCollapsed(options.collapsed);
    this.#open('Frames');
    this.element.dataset.dock = options.dock;
  }

  get isCollapsed(): boolean {
    return this.element.classList.contains('collapsed');
  }

  /** Draws what is new as of now. */
  draw(now: number): void {
    this.#rate(now);
    this.#showState();
    if (this.isCollapsed) return;
    if (now - this.#graphedAt >= GRAPH_MS) {
      this.#graphedAt = now;
      this.#overview.draw(now);
    }
    if (this.#page === 'Frames') this.frames.draw();
    if (this.#page === 'Events') this.#events.show(this.#inspection.journal.lines);
    this.#showStatus();
  }

  /** Lets go of what it made outside of its element. */
  dispose(): void {
    this.#freeFile();
  }

  #head(title: string, onClose: () => void): HTMLElement {
    this.#grip.append(this.#dot, make('strong', '', title), this.#state, this.#brief);
    const dock = makeIconButton('Dock elsewhere', ICONS.dock, () => {
      const { dataset } = this.element;
      dataset.dock = DOCKS[(DOCKS.indexOf(dataset.dock as Dock) + 1) % DOCKS.length];
    });
    dock.classList.add('dock');
    return make('header', 'top', this.#grip, dock, this.#fold, makeIconButton('Close', ICONS.close, onClose));
  }

  #body(): readonly HTMLElement[] {
    const tabs = [...this.#tabs.values()];
    return [
      this.#overview.element,
      make('nav', 'tabs', ...tabs.map(({ button }) => button)),
      ...tabs.map(({ page }) => page),
      make('footer', '', this.#status, this.#note),
    ];
  }

  #rate(now: number): void {
    if (now - this.#ratedAt < RATE_MS) return;
    this.#ratedAt = now;
    this.#inspection.rates.roll(now);
    this.#overview.sample(now);
    if (this.#page === 'Types' && !this.isCollapsed) this.#types.show(this.#inspection.rates.rows());
  }

  #showState(): void {
    const { journal, rates } = this.#inspection;
    setClass(this.#dot, `dot dot-${journal.look}`);
    setText(this.#state, journal.look);
    const [down, up] = [rates.total('in').frameRate, rates.total('out').frameRate];
    const rtt = msText(journal.roundTrips.at(-1)?.rttMs);
    setText(this.#brief, this.isCollapsed ? `${rtt}  ↓ ${countText(down)}/s  ↑ ${countText(up)}/s` : '');
  }

  #showStatus(): void {
    const { log } = this.#inspection;
    const { isPaused, missed } = this.frames;
    const words = [`${log.length} frames`, bytesText(log.bytes)];
    if (isPaused) words.push(`paused, ${missed} more since`);
    setText(this.#status, words.join('  ·  '));
  }

  #open(name: PageName): void {
    this.#page = name;
    for (const [each, { button, page }] of this.#tabs) {
      button.setAttribute('aria-pressed', String(each === name));
      page.hidden = each !== name;
    }
    if (name === 'Types') this.#types.show(this.#inspection.rates.rows());
    if (name === 'Frames') this.frames.draw(true);
  }

  #find(text: string): void {
    this.#open('Frames');
    this.frames.find(text);
  }

  #setCollapsed(isCollapsed: boolean): void {
    this.element.classList.toggle('collapsed', isCollapsed);
    relabel(this.#fold, isCollapsed ? 'Unfold' : 'Fold', isCollapsed ? ICONS.unfold : ICONS.fold);
    this.#fold.setAttribute('aria-expanded', String(!isCollapsed));
    this.#showState();
  }

  async #copy(): Promise<void> {
    const frames = this.frames.shown;
    const isCopied = await copyText(this.#inspection.toJson(frames), this.#root);
    setText(this.#note, isCopied ? `copied ${frames.length} frames` : 'the browser does not let this page copy');
  }

  #save(): void {
    const { bytes, frames, leftOut } = this.#inspection.toRecording(this.frames.kept);
    this.#freeFile();
    this.#freeFile = saveFile(bytes, 'netmgr.nmrec');
    const rest = leftOut === 0 ? '' : `, without ${leftOut} too large to be kept whole`;
    setText(this.#note, `saved ${frames} frames${rest}`);
  }
}
