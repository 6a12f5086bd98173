import type { Clock } from '@netmgr/client';
import type { Caller } from '../listen/listener.ts';

interface Waiting {
  readonly caller: Caller;
  /** Whoever makes it wait, and until when; the latest counts. */
  readonly dueAt: Map<unknown, number>;
  disarm: () => void;
}

/** Where callers wait until they are let in, each with a timer. */
export class WaitingRoom {
  readonly #clock: Clock;
  readonly #waiting: Set<Waiting> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets a caller in after the longest of the delays that each reason has for it. Returns how to tell that it has left. */
  take(caller: Caller, delays: ReadonlyMap<unknown, number>): () => void {
    const now = this.#clock.now();
    const dueAt = new Map([...delays].map(([reason, delayMs]) => [reason, now + delayMs]));
    const waiting: Waiting = { caller, dueAt, disarm: () => {} };
    this.#waiting.add(waiting);
    this.#arm(waiting);
    return () => this.#leave(waiting);
  }

  /** Lets in now who waits for this reason alone, in the order of coming; whoever has others waits on for them. */
  enter(reason: unknown): void {
    for (const waiting of [...this.#waiting]) {
      // Whoever is let in may send another one away.
      if (!this.#waiting.has(waiting) || !waiting.dueAt.delete(reason)) continue;
      if (waiting.dueAt.size > 0) this.#arm(waiting);
      else if (this.#leave(waiting)) waiting.caller.enter();
    }
  }

  /** Turns everybody away. */
  refuseAll(): void {
    for (const waiting of [...this.#waiting]) {
      if (this.#leave(waiting)) waiting.caller.refuse();
    }
  }

  #arm(waiting: Waiting): void {
    waiting.disarm();
    const leftMs = Math.max(...waiting.dueAt.values()) - this.#clock.now();
    waiting.disarm = this.#clock.after(leftMs, () => {
      this.#waiting.delete(waiting);
      waiting.caller.enter();
    });
  }

  #leave(waiting: Waiting): boolean {
    waiting.disarm();
    return this.#waiting.delete(waiting);
  }
}
