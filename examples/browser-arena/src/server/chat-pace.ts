const LINES = 5;
const WITHIN_MS = 5000;

/** Lets a pilot say a few lines in a row, and then no more until the first of them is 5 s old. */
export class ChatPace {
  readonly #saidAtMs: number[] = [];

  /** Tells whether a line may be said now. */
  take(nowMs: number): boolean {
    while (this.#saidAtMs.length > 0 && nowMs - this.#saidAtMs[0]! >= WITHIN_MS) this.#saidAtMs.shift();
    if (this.#saidAtMs.length >= LINES) return false;
    this.#saidAtMs.push(nowMs);
    return true;
  }
}
