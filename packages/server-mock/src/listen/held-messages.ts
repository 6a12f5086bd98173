// Messages that came after their reader was stopped: a chunk of the network is taken apart to its end, into thousands of messages if
// they are small. Invariant: `#bytes` up to `#end` holds their bytes without gaps, `#lengths` from `#next` on where each ends.

/** Holds messages in order, at hardly more than their bytes. */
export class HeldMessages {
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;
  #start = 0;
  #lengths: number[] = [];
  #next = 0;

  /** Tells whether there are none. */
  get isEmpty(): boolean {
    return this.#next === this.#lengths.length;
  }

  /** Puts a copy of a message behind all others. */
  add(message: Uint8Array): void {
    const end = this.#end + message.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = larger;
    }
    this.#bytes.set(message, this.#end);
    this.#end = end;
    this.#lengths.push(message.length);
  }

  /** Takes the first message, whose bytes nobody writes to any more; `undefined` when there is none. */
  take(): Uint8Array | undefined {
    const length = this.#lengths[this.#next];
    if (length === undefined) return undefined;
    const message = this.#bytes.subarray(this.#start, this.#start + length);
    this.#start += length;
    this.#next++;
    if (this.isEmpty) this.#forget();
    return message;
  }

  #forget(): void {
    this.#bytes = new Uint8Array(0);
    this.#end = 0;
    this.#start = 0;
    this.#lengths = [];
    this.#next = 0;
  }
}
