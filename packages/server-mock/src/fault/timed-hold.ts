import type { Clock } from '@netmgr/client';
import type { Held, Outlet } from '../link/stage.ts';
import { give, HeldItems, type Item } from './held-items.ts';

/** Holds items until each is due, with one timer, and keeps their order: none leaves before the one in front of it. */
export class TimedHold implements Held {
  readonly #clock: Clock;
  readonly #out: Outlet;
  readonly #items: HeldItems = new HeldItems();
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, out: Outlet) {
    this.#clock = clock;
    this.#out = out;
  }

  get bytes(): number {
    return this.#items.bytes;
  }

  get count(): number {
    return this.#items.count;
  }

  /** Lets the item out `delayMs` from now, or right behind the one in front of it if that leaves later. One that waits for nothing leaves at once. */
  add(item: Item, delayMs: number): void {
    if (this.#items.count === 0 && delayMs <= 0) {
      give(this.#out, item);
      return;
    }
    const now = this.#clock.now();
    this.#items.push(item, now + delayMs);
    if (this.#disarm === undefined) this.#arm(now);
  }

  /** Lets everything out now. */
  release(): void {
    this.#disarmTimer();
    this.#items.drain(this.#out);
  }

  /** Forgets everything. */
  stop(): void {
    this.#disarmTimer();
    this.#items.clear();
  }

  #arm(now: number): void {
    this.#disarm = this.#clock.after(this.#items.firstDueAt - now, () => this.#letOutDue());
  }

  #letOutDue(): void {
    this.#disarm = undefined;
    const now = this.#clock.now();
    while (this.#items.firstDueAt <= now) give(this.#out, this.#items.shift()!);
    if (this.#items.count > 0 && this.#disarm === undefined) this.#arm(now);
  }

  #disarmTimer(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }
}
