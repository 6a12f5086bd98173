import { checkNumber, checkOptions } from '../check-option.ts';
import type { Mark, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { TimedHold } from './timed-hold.ts';

/** How late bytes are. */
export interface LatencyOptions {
  /** Milliseconds one way; with direction `both`, a round trip takes twice as long. */
  readonly ms: number;
  /** The time of each piece is spread evenly from `ms - jitterMs` to `ms + jitterMs`, and never below 0. @default 0 */
  readonly jitterMs?: number;
}

/**
 * Delays everything, ends included. Order is kept: a piece whose time is up waits for the one in front of it.
 * Opening a connection takes no longer; `slowAccept` is for that.
 */
export const latency = (options: LatencyOptions): Fault => {
  const { ms, jitterMs = 0 } = checkOptions('latency', options, ['ms', 'jitterMs']);
  checkNumber('latency: ms', ms, { min: 0 });
  checkNumber('latency: jitterMs', jitterMs, { min: 0 });
  return {
    name: 'latency',
    settings: { ms, jitterMs },
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new LatencyStage(ms, jitterMs, context) },
  };
};

class LatencyStage implements Stage {
  readonly isFull = false;
  readonly #ms: number;
  readonly #jitterMs: number;
  readonly #random: () => number;
  readonly held: TimedHold;

  constructor(ms: number, jitterMs: number, { clock, out, random }: FaultContext) {
    this.#ms = ms;
    this.#jitterMs = jitterMs;
    this.#random = random;
    this.held = new TimedHold(clock, out);
  }

  bytes(piece: Uint8Array): void {
    this.held.add(piece, this.#nextDelayMs());
  }

  mark(mark: Mark): void {
    this.held.add(mark, this.#nextDelayMs());
  }

  release(): void {
    this.held.release();
  }

  stop(): void {
    this.held.stop();
  }

  #nextDelayMs(): number {
    if (this.#jitterMs === 0) return this.#ms;
    return Math.max(0, this.#ms + (2 * this.#random() - 1) * this.#jitterMs);
  }
}
