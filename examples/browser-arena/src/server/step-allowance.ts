import { MAX_PENDING } from '../shared/prediction.ts';
import { STEP_MS } from '../shared/simulation.ts';

/** Grants a pilot as many steps as time has passed, so that nobody flies faster by sending more. What a bad line held back may be caught up. */
export class StepAllowance {
  #left: number = MAX_PENDING;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Tells how many of `wanted` steps may be taken now. */
  take(wanted: number, nowMs: number): number {
    this.#left = Math.min(MAX_PENDING, this.#left + (nowMs - this.#atMs) / STEP_MS);
    this.#atMs = nowMs;
    // Clocks differ by fractions of a step: one that is nearly earned counts.
    const granted = Math.min(wanted, Math.floor(this.#left + 0.5));
    this.#left -= granted;
    return granted;
  }
}
