// A binary heap of timers. Invariant: no timer is due before its parent; of two that are due together, the one armed first
// comes first; and `timer.slot` is where the timer stands, or -1 when it stands nowhere.

/** One armed timer. */
export interface HeapTimer {
  readonly dueAt: number;
  readonly serial: number;
  readonly run: () => void;
  slot: number;
}

/** Keeps timers in the order in which they must run; adding and removing cost O(log n). */
export class TimerHeap {
  readonly #timers: HeapTimer[] = [];

  /** Counts the timers. */
  get size(): number {
    return this.#timers.length;
  }

  /** Tells which timer runs next, without removing it. */
  first(): HeapTimer | undefined {
    return this.#timers[0];
  }

  /** Adds a timer. */
  add(timer: HeapTimer): void {
    this.#timers.push(timer);
    this.#rise(timer, this.#timers.length - 1);
  }

  /** Removes a timer; one that is not in the heap is left alone. */
  remove(timer: HeapTimer): void {
    const slot = timer.slot;
    if (slot === -1) return;
    timer.slot = -1;
    const last = this.#timers.pop()!;
    if (last === timer) return;
    this.#rise(last, slot);
    this.#sink(last, last.slot);
  }

  #rise(timer: HeapTimer, from: number): void {
    let slot = from;
    while (slot > 0) {
      const parentSlot = (slot - 1) >> 1;
      const parent = this.#timers[parentSlot]!;
      if (!runsBefore(timer, parent)) break;
      this.#place(parent, slot);
      slot = parentSlot;
    }
    this.#place(timer, slot);
  }

  #sink(timer: HeapTimer, from: number): void {
    let slot = from;
    for (;;) {
      const child = this.#earlierChild(slot);
      if (child === undefined || !runsBefore(child, timer)) break;
      const childSlot = child.slot;
      this.#place(child, slot);
      slot = childSlot;
    }
    this.#place(timer, slot);
  }

  #earlierChild(slot: number): HeapTimer | undefined {
    const left = this.#timers[slot * 2 + 1];
    const right = this.#timers[slot * 2 + 2];
    if (left === undefined || right === undefined) return left;
    return runsBefore(right, left) ? right : left;
  }

  #place(timer: HeapTimer, slot: number): void {
    this.#timers[slot] = timer;
    timer.slot = slot;
  }
}

const runsBefore = (one: HeapTimer, other: HeapTimer): boolean =>
  one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.serial < other.serial);
