import type { Clock } from '@netmgr/client';
import { bufferedCostOf, type Link } from '../link/link.ts';

/** How often it looks whether the slow side has caught up; faults let bytes out without saying so. */
const RECHECK_MS = 20;

/** Stops one side from reading while more than so many bytes wait for the other one. Armed only while it does. */
export class BackPressure {
  readonly #clock: Clock;
  readonly #source: Link;
  readonly #sink: Link;
  readonly #maxBytes: number;
  #disarm: (() => void) | undefined;
  #isOver = false;

  constructor(clock: Clock, source: Link, sink: Link, maxBytes: number) {
    this.#clock = clock;
    this.#source = source;
    this.#sink = sink;
    this.#maxBytes = maxBytes;
  }

  /** Tells whether the source is stopped. */
  get isOn(): boolean {
    return this.#disarm !== undefined;
  }

  /** Looks at what waits, after bytes were sent or the network took some. */
  check(): void {
    if (this.#isOver) return;
    if (!this.isOn) {
      if (bufferedCostOf(this.#sink) <= this.#maxBytes) return;
      this.#source.pause();
      this.#recheckLater();
    } else if (bufferedCostOf(this.#sink) <= this.#maxBytes / 2) this.#letGo();
  }

  /** Lets the source read from now on, whatever waits, so that it sees its end. */
  stop(): void {
    this.#isOver = true;
    this.#letGo();
  }

  #letGo(): void {
    if (!this.isOn) return;
    this.#disarm?.();
    this.#disarm = undefined;
    this.#source.resume();
  }

  #recheckLater(): void {
    this.#disarm = this.#clock.after(RECHECK_MS, () => {
      this.#recheckLater();
      this.check();
    });
  }
}
