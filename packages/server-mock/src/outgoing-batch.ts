import { PIECE_COST_BYTES } from './link/link.ts';

/** Whole frames that wait to leave as one write. They must stay as they are. */
export class OutgoingBatch {
  #frames: Uint8Array[] = [];
  #bytes = 0;

  /** Counts the bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts the memory that they take: the bytes, and some more for each time that something was added. */
  get cost(): number {
    return this.#bytes + this.#frames.length * PIECE_COST_BYTES;
  }

  /** Adds frames behind the others. */
  add(frames: Uint8Array): void {
    this.#frames.push(frames);
    this.#bytes += frames.length;
  }

  /** Gives all that waits, joined, and begins anew; `undefined` when nothing does. */
  take(): Uint8Array | undefined {
    const frames = this.#frames;
    const bytes = this.#bytes;
    this.clear();
    return frames.length > 1 ? concat(frames, bytes) : frames[0];
  }

  /** Forgets all that waits. */
  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
  }
}

const concat = (pieces: readonly Uint8Array[], totalBytes: number): Uint8Array => {
  const whole = new Uint8Array(totalBytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
