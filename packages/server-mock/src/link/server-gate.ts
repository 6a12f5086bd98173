import { Fifo } from '../fifo.ts';
import type { LinkListener } from './link.ts';

/**
 * Keeps the promise of the seam that a listener hears nothing from inside a call to its link: what would come to it then waits for
 * a microtask, and everything behind it waits too, so the order stays.
 */
export class ServerGate {
  #listener: LinkListener | undefined;
  readonly #waiting: Fifo<(listener: LinkListener) => void> = new Fifo();
  #callDepth = 0;
  #isFlushing = false;

  /** Gives who listens, if it may be spoken to right now: nothing waits, and it is not inside a call. */
  get openListener(): LinkListener | undefined {
    return this.#callDepth === 0 && this.#waiting.size === 0 && !this.#isFlushing ? this.#listener : undefined;
  }

  /** Tells who listens; what came before waits for it. */
  attach(listener: LinkListener): void {
    this.#listener = listener;
    this.#flushSoon();
  }

  /** Runs a call that comes from the listener's side. */
  during(call: () => void): void {
    this.#callDepth++;
    try {
      call();
    } finally {
      this.#callDepth--;
    }
  }

  /** Tells the listener something, now or as soon as it may be told. */
  tell(event: (listener: LinkListener) => void): void {
    const listener = this.openListener;
    if (listener !== undefined) {
      event(listener);
      return;
    }
    this.#waiting.add(event);
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#isFlushing || this.#waiting.size === 0 || this.#listener === undefined) return;
    this.#isFlushing = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    try {
      for (let event = this.#waiting.take(); event !== undefined; event = this.#waiting.take()) event(this.#listener!);
    } finally {
      this.#isFlushing = false;
      this.#flushSoon();
    }
  }
}
