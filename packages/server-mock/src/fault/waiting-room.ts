import type { Clock } from '@netmgr/client';
import type { Caller } from '../listen/listener.ts';

interface Waiting {
  readonly caller: Caller;
  /** Whoever makes it wait. */
  readonly reason: unknown;
  readonly disarm: () => void;
}

/** Where callers wait until they are let in, each with a timer. */
export class WaitingRoom {
  readonly #clock: Clock;
  readonly #waiting: Set<Waiting> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets a caller in after `delayMs`. Returns how to tell that it has left. */
  take(caller: Caller, delayMs: number, reason: unknown): () => void {
    const disarm = this.#clock.after(delayMs, () => {
      this.#waiting.delete(waiting);
      caller.enter();
    });
    const waiting: Waiting = { caller, reason, disarm };
    this.#waiting.add(waiting);
    return () => this.#leave(waiting);
  }

  /** Lets in now who waits for this reason, in the order of coming. */
  enter(reason: unknown): void {
    for (const waiting of [...this.#waiting]) {
      if (waiting.reason === reason && this.#leave(waiting)) waiting.caller.enter();
    }
  }

  /** Turns everybody away. */
  refuseAll(): void {
    for (const waiting of [...this.#waiting]) {
      if (this.#leave(waiting)) waiting.caller.refuse();
    }
  }

  #leave(waiting: Waiting): boolean {
    waiting.disarm();
    return this.#waiting.delete(waiting);
  }
}
