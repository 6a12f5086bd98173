const MIN_LATE_MS = 1000;

/** Tells how long a frame may stay incomplete. */
export class FramePatience {
  readonly #timeoutMs: number;
  #spared: number | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Tells how much longer to wait for a frame that began at `since`, in a timer that ran `lateMs` after it was due; 0 or less: no longer. */
  leftMs(since: number, now: number, lateMs: number): number {
    const leftMs = since + this.#timeoutMs - now;
    if (leftMs > 0 || lateMs <= MIN_LATE_MS || this.#spared === since) return leftMs;
    // The host slept, and the rest of the frame may wait to be read. Once, because timers may run late for ever.
    this.#spared = since;
    return MIN_LATE_MS;
  }
}
