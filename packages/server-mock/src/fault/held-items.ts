import { Fifo } from '../fifo.ts';
import { PIECE_COST_BYTES } from '../link/link.ts';
import type { Held, Mark, Outlet } from '../link/stage.ts';

/** A piece of bytes, or a mark behind bytes. */
export type Item = Uint8Array | Mark;

interface HeldItem {
  readonly item: Item;
  readonly dueAt: number;
}

/** What a stage holds, first in, first out. Invariant: the front is undefined only when nothing stands behind it. */
export class HeldItems implements Held {
  #front: HeldItem | undefined;
  #rest: Fifo<HeldItem> = new Fifo();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#front === undefined ? 0 : 1 + this.#rest.size;
  }

  /** Counts the memory that they take: the bytes, and some more for each item. */
  get cost(): number {
    return this.#bytes + this.count * PIECE_COST_BYTES;
  }

  /** Tells the first item without taking it. */
  get first(): Item | undefined {
    return this.#front?.item;
  }

  /** Tells when the first item may leave; Infinity when there is none. */
  get firstDueAt(): number {
    return this.#front?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  /** Puts an item behind all others. */
  push(item: Item, dueAt: number = 0): void {
    if (item instanceof Uint8Array) this.#bytes += item.length;
    if (this.#front === undefined) this.#front = { item, dueAt };
    else this.#rest.add({ item, dueAt });
  }

  /** Takes the first item. */
  shift(): Item | undefined {
    const item = this.#front?.item;
    this.#front = this.#rest.take();
    if (item instanceof Uint8Array) this.#bytes -= item.length;
    return item;
  }

  /** Takes at most `count` bytes from the first item, which must be a piece. */
  shiftBytes(count: number): Uint8Array {
    const piece = this.first as Uint8Array;
    if (count >= piece.length) return this.shift() as Uint8Array;
    this.#front = { item: piece.subarray(count), dueAt: this.firstDueAt };
    this.#bytes -= count;
    return piece.subarray(0, count);
  }

  /** Takes all items, which must be pieces, as one. */
  shiftAllBytes(): Uint8Array {
    if (this.count === 1) return this.shift() as Uint8Array;
    const whole = new Uint8Array(this.#bytes);
    for (let at = 0; this.#front !== undefined; ) {
      const piece = this.shift() as Uint8Array;
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  /** Forgets all but ends: what a RST does to bytes and pings that wait at their sender. */
  dropBytes(): void {
    const marks: HeldItem[] = [];
    for (let held = this.#front; held !== undefined; held = this.#rest.take()) {
      if (!(held.item instanceof Uint8Array || held.item.kind === 'aside')) marks.push(held);
    }
    this.clear();
    for (const { item, dueAt } of marks) this.push(item, dueAt);
  }

  /** Forgets everything. */
  clear(): void {
    this.#front = undefined;
    this.#rest = new Fifo();
    this.#bytes = 0;
  }

  /** Lets everything out, in order. */
  drain(out: Outlet): void {
    for (let item = this.shift(); item !== undefined; item = this.shift()) give(out, item);
  }
}

/** Hands an item on. */
export const give = (out: Outlet, item: Item): void => {
  if (item instanceof Uint8Array) out.bytes(item);
  else out.mark(item);
};
