const MIN_LATE_MS = 1000;

/** Tells how long a frame may stay incomplete. */
export class FramePatience {
  #spared: number | undefined;

  /** Tells how much longer to wait for a frame that was to be whole at `dueAt`, in a timer that ran `lateMs` after it was due; 0 or less: no longer. */
  leftMs(dueAt: number, now: number, lateMs: number): number {
    const leftMs = dueAt - now;
    if (leftMs > 0 || lateMs <= MIN_LATE_MS || this.#spared === dueAt) return leftMs;
    // The host slept, and the rest of the frame may wait to be read. Once, because timers may run late for ever.
    this.#spared = dueAt;
    return MIN_LATE_MS;
  }
}
