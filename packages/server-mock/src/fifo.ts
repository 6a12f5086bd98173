// Invariant: the items are those of `#slots` from `#head` on; the slots before it are empty, so nothing taken is kept alive.

/** How many empty slots are carried along before they are cut off; moving the rest at every take would cost more. */
const MAX_EMPTY_SLOTS = 64;

/** A queue: first in, first out, at constant cost however long it gets. */
export class Fifo<T> {
  #slots: (T | undefined)[] = [];
  #head = 0;

  /** Counts the items. */
  get size(): number {
    return this.#slots.length - this.#head;
  }

  /** Adds an item at the end. */
  add(item: T): void {
    this.#slots.push(item);
  }

  /** Takes the first item; `undefined` when there is none. */
  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head++;
    if (this.#head >= MAX_EMPTY_SLOTS && this.#head * 2 >= this.#slots.length) {
      this.#slots = this.#slots.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Lists the items in a list of its own, first in first. */
  toArray(): T[] {
    return this.#slots.slice(this.#head) as T[];
  }

  /** Drops all items. */
  clear(): void {
    this.#slots = [];
    this.#head = 0;
  }
}
