// A bucket of frames and one of bytes: each holds one second's worth, is filled by the time that passes, and costs no timer.
// Invariant: neither holds more than its second's worth; one below zero says that the client sent too much.

import { MockError } from './errors.ts';

/** How much one client may send. Infinity sets no limit. */
export interface RateLimitOptions {
  readonly maxFramesPerSecondPerClient: number;
  readonly maxBytesPerSecondPerClient: number;
}

/** Finds out when a client sends faster than it may. A burst may be as large as a second's worth. */
export class RateLimit {
  readonly #framesPerSecond: number;
  readonly #bytesPerSecond: number;
  #frames: number;
  #bytes: number;
  #filledAt: number;

  constructor(options: RateLimitOptions, now: number) {
    this.#framesPerSecond = options.maxFramesPerSecondPerClient;
    this.#bytesPerSecond = options.maxBytesPerSecondPerClient;
    this.#frames = this.#framesPerSecond;
    this.#bytes = this.#bytesPerSecond;
    this.#filledAt = now;
  }

  /** Takes a piece into account; one without bytes, as WebSocket knows it, counts as a frame. Tells whether the client kept within its limits. */
  takePiece(bytes: number, now: number): boolean {
    const seconds = (now - this.#filledAt) / 1000;
    if (seconds > 0) {
      this.#filledAt = now;
      this.#frames = Math.min(this.#framesPerSecond, this.#frames + seconds * this.#framesPerSecond);
      this.#bytes = Math.min(this.#bytesPerSecond, this.#bytes + seconds * this.#bytesPerSecond);
    }
    if (bytes === 0) return this.takeFrame();
    this.#bytes -= bytes;
    return this.#bytes >= 0;
  }

  /** Takes a frame into account. Tells whether the client kept within its limits. */
  takeFrame(): boolean {
    return --this.#frames >= 0;
  }

  /** Says which limit was passed. */
  createError(): MockError {
    const limit = this.#frames < 0 ? `${this.#framesPerSecond} frames` : `${this.#bytesPerSecond} bytes`;
    return new MockError('FLOODING', `more than ${limit} came within a second`);
  }
}
