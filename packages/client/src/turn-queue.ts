interface Entry<T> {
  readonly item: T;
  readonly onTurn: (() => void) | undefined;
}

/** Works on one item at a time: one that is fed while another is worked on, or while work is held, waits its turn. */
export abstract class TurnQueue<T> {
  #entries: Entry<T>[] | undefined;
  #holds = 0;

  protected abstract work(item: T): void;

  /** Everything that was fed has been worked on. */
  protected abstract onIdle(): void;

  /** Tells whether items wait behind the one being worked on. */
  get hasMore(): boolean {
    return !!this.#entries?.length;
  }

  /** Adds an item; `onTurn` is called when its turn comes. */
  feed(item: T, onTurn?: () => void): void {
    const entry = { item, onTurn };
    if (this.#entries) this.#entries.push(entry);
    // An array that is pushed to takes room for many.
    else this.#entries = [entry];
    if (this.#holds === 0) this.#run();
  }

  /** Begins no work before the `release` that belongs to it. */
  hold(): void {
    this.#holds++;
  }

  /** Ends a `hold`, and works on what came meanwhile. */
  release(): void {
    this.#holds--;
    if (this.#holds === 0 && this.hasMore) this.#run();
  }

  #run(): void {
    this.#holds++;
    try {
      for (let next = this.#take(); next; next = this.#take()) {
        next.onTurn?.();
        this.work(next.item);
      }
    } finally {
      this.#holds--;
    }
    this.onIdle();
  }

  #take(): Entry<T> | undefined {
    const next = this.#entries?.shift();
    // One that ran empty keeps its room.
    if (!this.hasMore) this.#entries = undefined;
    return next;
  }
}
