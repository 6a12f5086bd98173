import type { Clock } from '@netmgr/client';

/**
 * Watches that no frame stays incomplete for longer than `timeoutMs`.
 * Noting a frame costs no timer: one armed timer looks at the latest note when it is due, and arms itself anew if need be.
 */
export class FrameDeadline {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onExpired: (waitedMs: number) => void;
  #partialSince: number | undefined;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, timeoutMs: number, onExpired: (waitedMs: number) => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onExpired = onExpired;
  }

  /** Notes that a frame is incomplete now; `isNew` when it is another one than at the last note. */
  notePartial(isNew: boolean): void {
    if (this.#timeoutMs === Number.POSITIVE_INFINITY) return;
    if (isNew || this.#partialSince === undefined) this.#partialSince = this.#clock.now();
    if (this.#disarm === undefined) this.#arm(this.#timeoutMs);
  }

  /** Notes that no frame is incomplete now. */
  noteWhole(): void {
    this.#partialSince = undefined;
  }

  /** Disarms the timer and forgets. */
  stop(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#partialSince = undefined;
  }

  #arm(delayMs: number): void {
    this.#disarm = this.#clock.after(delayMs, () => this.#look());
  }

  #look(): void {
    this.#disarm = undefined;
    if (this.#partialSince === undefined) return;
    const waitedMs = this.#clock.now() - this.#partialSince;
    if (waitedMs < this.#timeoutMs) this.#arm(this.#timeoutMs - waitedMs);
    else this.#onExpired(waitedMs);
  }
}
