// Invariant: an item is claimed by at most one claim, the earliest item by the earliest claim that it fits. It makes no difference
// whether an item comes before or after it is claimed.

import type { Clock } from '@netmgr/client';
import { badOption } from './check-option.ts';

/** What somebody waits for. */
export interface Claim<Item> {
  /** Tells whether an item is the one; what it throws fails this claim only. */
  readonly fits: (item: Item) => boolean;
  /** How long to wait. */
  readonly withinMs: number;
  /** Says what came instead, when the time is over. */
  readonly createFailure: () => Error;
}

interface Waiter<Item> {
  readonly fits: (item: Item) => boolean;
  readonly resolve: (item: Item) => void;
  readonly reject: (error: unknown) => void;
}

/** Matches what comes with who waits for it. */
export class ClaimBoard<Item extends object> {
  readonly #clock: Clock;
  readonly #past: () => readonly Item[];
  readonly #claimed: WeakSet<Item> = new WeakSet();
  readonly #waiters: Set<Waiter<Item>> = new Set();

  /** `past` lists what came already, oldest first. */
  constructor(clock: Clock, past: () => readonly Item[]) {
    this.#clock = clock;
    this.#past = past;
  }

  /** Claims the earliest unclaimed item that fits, or waits for one. */
  claim({ fits, withinMs, createFailure }: Claim<Item>): Promise<Item> {
    return new Promise<Item>((resolve, reject) => {
      const disarm = this.#clock.after(withinMs, () => waiter.reject(createFailure()));
      const settle = (): void => {
        disarm();
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter<Item> = {
        fits,
        resolve: (item) => {
          settle();
          resolve(item);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      this.#lookBack(waiter);
    });
  }

  /** Offers a new item to those who wait. */
  offer(item: Item): void {
    for (const waiter of [...this.#waiters]) {
      if (this.#tryClaim(waiter, item)) return;
    }
  }

  /** Tells whether somebody has claimed an item. */
  isClaimed(item: Item): boolean {
    return this.#claimed.has(item);
  }

  /** Rejects all who wait. */
  rejectAll(error: Error): void {
    for (const waiter of [...this.#waiters]) waiter.reject(error);
  }

  #lookBack(waiter: Waiter<Item>): void {
    for (const item of this.#past()) {
      if (!this.#waiters.has(waiter)) return;
      if (!this.#claimed.has(item)) this.#tryClaim(waiter, item);
    }
  }

  #tryClaim(waiter: Waiter<Item>, item: Item): boolean {
    try {
      if (!waiter.fits(item)) return false;
    } catch (error) {
      waiter.reject(error);
      return false;
    }
    this.#claimed.add(item);
    waiter.resolve(item);
    return true;
  }
}

/** Gives a time to wait back; throws UsageError BAD_OPTION when it is none. */
export const checkWait = (name: string, ms: number): number => {
  if (typeof ms === 'number' && ms >= 0) return ms;
  throw badOption(name, 'a number from 0 up', ms);
};
