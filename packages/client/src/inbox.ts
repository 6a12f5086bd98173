/** A frame that waits for `update()`. */
export interface WaitingFrame {
  readonly id: number;
  readonly body: Uint8Array;
  readonly receivedAtMs: number;
}

/** Keeps frames in order until `update()`. Invariant: no more than its bounds of messages and bytes. */
export class Inbox {
  readonly #bounds: { readonly maxMessages: number; readonly maxBytes: number };
  #frames: WaitingFrame[] = [];
  #next = 0;
  #bytes = 0;

  constructor(bounds: { readonly maxMessages: number; readonly maxBytes: number }) {
    this.#bounds = bounds;
  }

  get length(): number {
    return this.#frames.length - this.#next;
  }

  /** Adds a frame; tells whether there was room. */
  push(frame: WaitingFrame): boolean {
    const { maxMessages, maxBytes } = this.#bounds;
    if (this.length >= maxMessages || this.#bytes + frame.body.length > maxBytes) return false;
    this.#frames.push(frame);
    this.#bytes += frame.body.length;
    return true;
  }

  /** Takes the oldest frame. */
  shift(): WaitingFrame | undefined {
    const frame = this.#frames[this.#next];
    if (!frame) return undefined;
    this.#next++;
    this.#bytes -= frame.body.length;
    // Moving the rest down only once half is taken keeps a long inbox linear.
    if (this.#next * 2 >= this.#frames.length) {
      this.#frames = this.#frames.slice(this.#next);
      this.#next = 0;
    }
    return frame;
  }

  /** Empties the inbox; tells how many frames were in it. */
  clear(): number {
    const { length } = this;
    this.#frames = [];
    this.#next = 0;
    this.#bytes = 0;
    return length;
  }
}
