import { randomUUID } from 'node:crypto';
import { VisitorLink } from './visitor-link.ts';

const MAX_LINKS = 32;
const SWEEP_EVERY_MS = 15_000;
const UNUSED_FOR_MS = 60_000;

/** The links of all visitors. Who knows a link's id commands it, and the page that asked for it is the only one that is told. */
export class VisitorLinks {
  readonly #serverUrl: string;
  readonly #links: Map<string, VisitorLink> = new Map();
  readonly #sweeping: NodeJS.Timeout;

  constructor(serverUrl: string) {
    this.#serverUrl = serverUrl;
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_EVERY_MS).unref();
  }

  /** Finds a link. */
  find(id: string): VisitorLink | undefined {
    const link = this.#links.get(id);
    link?.touch();
    return link;
  }

  /** Opens a link, or gives the one of this id while it is there; `undefined` when there are too many. */
  async open(id?: string): Promise<{ readonly id: string; readonly url: string } | undefined> {
    const known = id === undefined ? undefined : this.find(id);
    if (id !== undefined && known !== undefined) return { id, url: known.url };
    if (this.#links.size >= MAX_LINKS) return undefined;
    const link = await VisitorLink.open(this.#serverUrl);
    const newId = randomUUID();
    this.#links.set(newId, link);
    return { id: newId, url: link.url };
  }

  /** Ends all links. */
  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    const links = [...this.#links.values()];
    this.#links.clear();
    await Promise.all(links.map((link) => link.close()));
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const [id, link] of this.#links) {
      if (link.idleMs(nowMs) < UNUSED_FOR_MS) continue;
      this.#links.delete(id);
      void link.close();
    }
  }
}
