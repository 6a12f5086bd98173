const MIN_LATE_MS = 1000;

/**
 * Tells how much longer to wait for a frame that was to be whole at `dueAt`, in a timer that ran `lateMs` after it was due; 0 or less: no longer.
 * `sparedAt` is the `dueAt` of the last frame that was waited for beyond it.
 */
export const framePatienceMs = (dueAt: number, now: number, lateMs: number, sparedAt: number | undefined): number => {
  const leftMs = dueAt - now;
  // Late means that the host slept, and the rest of the frame may wait to be read. Once, because timers may run late for ever.
  return leftMs > 0 || lateMs <= MIN_LATE_MS || sparedAt === dueAt ? leftMs : MIN_LATE_MS;
};
