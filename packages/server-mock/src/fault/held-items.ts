import type { Mark, Outlet } from '../link/stage.ts';

/** A piece of bytes, or a mark behind bytes. */
export type Item = Uint8Array | Mark;

/** How many items that were taken out the row carries along before it is cut; shifting each one would cost a move of the rest. */
const DEAD_ITEMS_KEPT = 64;

interface HeldItem {
  item: Item;
  readonly dueAt: number;
}

/** What a stage holds, first in, first out. */
export class HeldItems {
  #items: HeldItem[] = [];
  #head = 0;
  #bytes = 0;

  /** Counts the bytes of all pieces. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts pieces and marks. */
  get count(): number {
    return this.#items.length - this.#head;
  }

  /** Tells the first item without taking it. */
  get first(): Item | undefined {
    return this.#items[this.#head]?.item;
  }

  /** Tells when the first item may leave; Infinity when there is none. */
  get firstDueAt(): number {
    return this.#items[this.#head]?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  /** Puts an item behind all others. */
  push(item: Item, dueAt: number = 0): void {
    this.#items.push({ item, dueAt });
    if (item instanceof Uint8Array) this.#bytes += item.length;
  }

  /** Takes the first item. */
  shift(): Item | undefined {
    const held = this.#items[this.#head];
    if (held === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#items.length || this.#head >= DEAD_ITEMS_KEPT) this.#dropDead();
    if (held.item instanceof Uint8Array) this.#bytes -= held.item.length;
    return held.item;
  }

  /** Takes at most `count` bytes from the first item, which must be a piece. */
  shiftBytes(count: number): Uint8Array {
    const held = this.#items[this.#head]!;
    const piece = held.item as Uint8Array;
    if (count >= piece.length) return this.shift() as Uint8Array;
    held.item = piece.subarray(count);
    this.#bytes -= count;
    return piece.subarray(0, count);
  }

  /** Forgets the pieces and keeps the marks: what a RST does to bytes that wait at their sender. */
  dropBytes(): void {
    this.#items = this.#items.slice(this.#head).filter(({ item }) => !(item instanceof Uint8Array));
    this.#head = 0;
    this.#bytes = 0;
  }

  /** Forgets everything. */
  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  /** Lets everything out, in order. */
  drain(out: Outlet): void {
    for (let item = this.shift(); item !== undefined; item = this.shift()) give(out, item);
  }

  #dropDead(): void {
    if (this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}

/** Hands an item on. */
export const give = (out: Outlet, item: Item): void => {
  if (item instanceof Uint8Array) out.bytes(item);
  else out.mark(item);
};
