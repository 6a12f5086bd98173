/** Hears from a worker that runs timers. Nothing is called after `end()`, and nothing inside `start`. */
export interface TimerWorkerListener {
  /** It runs: what is armed from now on will be told. */
  onReady(): void;
  onTimeout(id: number): void;
  /** It cannot run, or no longer. Whatever was armed in it is lost. */
  onFail(): void;
}

/** Timers that live in a worker. */
export interface TimerWorker {
  arm(id: number, delayMs: number): void;
  disarm(id: number): void;
  end(): void;
}

/** Starts a worker. Throws where that is forbidden at once; where it is forbidden later, `onFail` tells. */
export type StartTimerWorker = (listener: TimerWorkerListener) => TimerWorker;
