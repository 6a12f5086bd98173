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
    this.#entries.push({ item, onTurn });
    if (this.#holds === 0) this.#run();
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

  #run(): void {
    this.#holds++;
    try {
      for (let next = this.#entries.shift(); next !== undefined; next = this.#entries.shift()) {
        next.onTurn?.();
        this.#work(next.item);
      }
      // The old one keeps its room.
      this.#entries = [];
    } finally {
      this.#holds--;
    }
    this.#onIdle();
  }
}
