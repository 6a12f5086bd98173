interface Entry<T> {
  readonly item: T;
  readonly onTurn: (() => void) | undefined;
}

/** Works on one item at a time: one that is pushed while another is worked on, or while work is held, waits its turn. */
export class TurnQueue<T> {
  readonly #work: (item: T) => void;
  readonly #onIdle: () => void;
  #entries: Entry<T>[] = [];
  #holds = 0;

  /** `onIdle` is called whenever everything that was pushed has been worked on. */
  constructor(work: (item: T) => void, onIdle: () => void) {
    this.#work = work;
    this.#onIdle = onIdle;
  }

  /** Counts the items that wait behind the one being worked on. */
  get length(): number {
    return this.#entries.length;
  }

  /** Adds an item; `onTurn` is called when its turn comes. */
  push(item: T, onTurn?: () => void): void {
    const entry = { item, onTurn };
    const isNext = this.#holds === 0 && this.#entries.length === 0;
    if (!isNext) this.#entries.push(entry);
    if (this.#holds === 0) this.#run(isNext ? entry : undefined);
  }

  /** Begins no work before the `release` that belongs to it. */
  hold(): void {
    this.#holds++;
  }

  /** Ends a `hold`, and works on what came meanwhile. */
  release(): void {
    this.#holds--;
    if (this.#holds === 0 && this.#entries.length > 0) this.#run();
  }

  #run(first?: Entry<T>): void {
    this.#holds++;
    try {
      for (let next = first ?? this.#take(); next !== undefined; next = this.#take()) {
        next.onTurn?.();
        this.#work(next.item);
      }
    } finally {
      this.#holds--;
    }
    this.#onIdle();
  }

  #take(): Entry<T> | undefined {
    const next = this.#entries.shift();
    // One that ran empty keeps its room.
    if (next !== undefined && this.#entries.length === 0) this.#entries = [];
    return next;
  }
}
