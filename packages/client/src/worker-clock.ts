// A clock of its own entry, as not every game needs it.

import { type Clock, createSystemClock } from './clock.ts';
import { startBlobWorker } from './worker-clock/blob-worker.ts';
import { RelayedClock } from './worker-clock/relayed-clock.ts';

/** A clock whose timers a browser does not slow down while the page is hidden. */
export interface WorkerClock extends Clock {
  /** Where timers live: `main` until the worker of the first timer runs, and for good where a policy or the host allows none. */
  readonly kind: 'worker' | 'main';
  /** Ends the worker for good. Armed timers run on in the main thread, and so does every later one. */
  dispose(): void;
}

/**
 * Creates a clock whose timers live in a worker, so that heartbeats are on time in hidden tabs. It starts the worker with its first timer, ends
 * it when none was armed for 5 s, and quietly uses the timers of the main thread where no worker can be had.
 */
export const workerClock = (): WorkerClock => new RelayedClock(createSystemClock(), startBlobWorker);
