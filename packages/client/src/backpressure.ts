/** Tells a game that much waits for the network, and that it no longer does. Invariant: each rise is told once, and so is its end. */
export class Backpressure {
  readonly #lowWaterBytes: number;
  readonly #onChange: (isHigh: boolean, bufferedBytes: number) => void;
  #isHigh = false;

  constructor(highWaterBytes: number, onChange: (isHigh: boolean, bufferedBytes: number) => void) {
    this.#lowWaterBytes = highWaterBytes / 2;
    this.#onChange = onChange;
  }

  get isHigh(): boolean {
    return this.#isHigh;
  }

  /** Notes that more than the high-water mark waits. */
  rise(bufferedBytes: number): void {
    if (this.#isHigh) return;
    this.#isHigh = true;
    this.#onChange(true, bufferedBytes);
  }

  /** Notes how much waits now: half of the mark, or less, is the end of a rise. */
  check(bufferedBytes: number): void {
    if (!this.#isHigh || bufferedBytes > this.#lowWaterBytes) return;
    this.#isHigh = false;
    this.#onChange(false, bufferedBytes);
  }
}
