// A clock whose timers live in a worker. Rules:
// 1. Every armed timer is in the table, and runs by being taken out of it: never lost, never run twice.
// 2. A worker is trusted once it has spoken. Until then, and whenever there is none, timers live in the main clock.
// 3. A worker that has nothing to do is ended after a while; the next timer starts another.
// 4. Workers die without a word too. The main clock watches each timer that lives in one, and brings all of them home when one is overdue.

import type { Clock } from '../clock.ts';
import type { StartTimerWorker, TimerWorker } from './timer-worker.ts';

interface Timer {
  readonly fn: () => void;
  readonly dueAt: number;
  isInWorker: boolean;
  /** Takes it, or the watch over it, out of the main clock. */
  leaveMain: () => void;
}

/** Long enough for a connection to be dialled again without a new worker. */
const IDLE_MS = 5000;
/** Later than a worker is that lives. A page that was frozen may find its worker late too, and pays with a new one. */
const OVERDUE_MS = 3000;
/** The longest delay that hosts keep. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Keeps timers in a worker where that is possible, and in the main clock where it is not. */
export class RelayedClock implements Clock {
  readonly #main: Clock;
  readonly #start: StartTimerWorker;
  readonly #timers: Map<number, Timer> = new Map();
  #worker: TimerWorker | undefined;
  #isReady = false;
  #isOver = false;
  #hasSpoken = false;
  #lastId = 0;
  #stopIdling: (() => void) | undefined;

  constructor(main: Clock, start: StartTimerWorker) {
    this.#main = main;
    this.#start = start;
  }

  /** Where timers live: `main` until the first worker runs, or the next after one that died, and for good where none can. */
  get kind(): 'worker' | 'main' {
    return this.#hasSpoken && !this.#isOver ? 'worker' : 'main';
  }

  now(): number {
    return this.#main.now();
  }

  wallNow(): number {
    return this.#main.wallNow?.() ?? this.#main.now();
  }

  after(delayMs: number, fn: () => void): () => void {
    const id = ++this.#lastId;
    const timer: Timer = { fn, dueAt: this.now() + delayMs, isInWorker: false, leaveMain: () => {} };
    this.#timers.set(id, timer);
    this.#wakeWorker();
    if (this.#isReady) this.#toWorker(id, timer);
    else this.#toMain(id, timer);
    return () => this.#cancel(id, timer);
  }

  /** Ends the worker for good. Armed timers run on in the main clock, and so does every later one. */
  dispose(): void {
    this.#isOver = true;
    this.#endWorker();
  }

  #cancel(id: number, timer: Timer): void {
    if (!this.#timers.delete(id)) return;
    timer.leaveMain();
    if (timer.isInWorker) this.#worker?.disarm(id);
    this.#idle();
  }

  #run(id: number): void {
    const timer = this.#timers.get(id);
    if (timer === undefined) return;
    this.#timers.delete(id);
    timer.leaveMain();
    this.#idle();
    timer.fn();
  }

  #toWorker(id: number, timer: Timer): void {
    const delayMs = timer.dueAt - this.now();
    timer.leaveMain();
    timer.leaveMain = this.#main.after(delayMs + OVERDUE_MS, () => this.#giveUpWorker());
    timer.isInWorker = true;
    this.#worker?.arm(id, Math.min(delayMs, MAX_DELAY_MS));
  }

  #toMain(id: number, timer: Timer): void {
    timer.leaveMain();
    timer.leaveMain = this.#main.after(timer.dueAt - this.now(), () => this.#run(id));
    timer.isInWorker = false;
  }

  #wakeWorker(): void {
    this.#stopIdling?.();
    this.#stopIdling = undefined;
    if (this.#worker !== undefined || this.#isOver) return;
    try {
      this.#worker = this.#start({
        onReady: () => this.#trustWorker(),
        onTimeout: (id) => this.#run(id),
        onFail: () => this.dispose(),
      });
    } catch {
      // A policy forbids it, or the host knows no workers. It would not allow the next one either.
      this.dispose();
    }
  }

  #trustWorker(): void {
    this.#isReady = this.#hasSpoken = true;
    for (const [id, timer] of this.#timers) this.#toWorker(id, timer);
  }

  #endWorker(): void {
    this.#stopIdling?.();
    this.#stopIdling = undefined;
    this.#worker?.end();
    this.#worker = undefined;
    this.#isReady = false;
    for (const [id, timer] of this.#timers) {
      if (timer.isInWorker) this.#toMain(id, timer);
    }
  }

  #giveUpWorker(): void {
    this.#hasSpoken = false;
    this.#endWorker();
  }

  #idle(): void {
    if (this.#timers.size > 0 || this.#worker === undefined) return;
    this.#stopIdling = this.#main.after(IDLE_MS, () => this.#endWorker());
  }
}
