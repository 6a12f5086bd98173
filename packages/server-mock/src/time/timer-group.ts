import type { Clock } from '@netmgr/client';

/** The longest delay that hosts keep; a longer one is waited for in parts, for it would fire at once. */
const MAX_DELAY_MS = 2_147_483_647;

/** A clock that knows which timers were armed through it, so that one call disarms them all. */
export class TimerGroup implements Clock {
  readonly #clock: Clock;
  readonly #cancellers: Set<() => void> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Runs `fn` once, `delayMs` from now; Infinity is never. */
  after(delayMs: number, fn: () => void): () => void {
    let cancelInner: () => void;
    const arm = (leftMs: number): void => {
      cancelInner = this.#clock.after(Math.min(leftMs, MAX_DELAY_MS), () => {
        if (leftMs > MAX_DELAY_MS) return arm(leftMs - MAX_DELAY_MS);
        this.#cancellers.delete(cancel);
        fn();
      });
    };
    arm(delayMs);
    const cancel = (): void => {
      this.#cancellers.delete(cancel);
      cancelInner();
    };
    this.#cancellers.add(cancel);
    return cancel;
  }

  /** Counts the timers that wait for their time. */
  get armedCount(): number {
    return this.#cancellers.size;
  }

  /** Disarms every timer. */
  disarmAll(): void {
    for (const cancel of [...this.#cancellers]) cancel();
  }
}
