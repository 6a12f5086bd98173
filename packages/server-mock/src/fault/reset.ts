import { checkNumber, checkOptions } from '../check-option.ts';
import { type Held, type Mark, NOTHING_HELD, type Outlet, type Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';

/** When a connection breaks; the earlier of the two, and at once when neither is given. */
export interface ResetOptions {
  /** So many milliseconds after the fault took hold of the connection. */
  readonly afterMs?: number;
  /** When so many bytes have arrived in one direction of the fault. */
  readonly afterBytes?: number;
}

/** Breaks the connection for both sides, as a RST does; bytes under way are lost. A new connection is broken as soon as it is open. */
export const reset = (options: ResetOptions = {}): Fault => {
  const { afterMs, afterBytes } = checkOptions('reset', options, ['afterMs', 'afterBytes']);
  if (afterMs !== undefined) checkNumber('reset: afterMs', afterMs, { min: 0 });
  if (afterBytes !== undefined) checkNumber('reset: afterBytes', afterBytes, { min: 0, isWhole: true });
  const settings = {
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(afterBytes === undefined ? {} : { afterBytes }),
  };
  return {
    name: 'reset',
    settings,
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new ResetStage(options, context) },
  };
};

class ResetStage implements Stage {
  readonly held: Held = NOTHING_HELD;
  readonly isFull = false;
  readonly #out: Outlet;
  readonly #cut: FaultContext['cut'];
  readonly #disarm: (() => void) | undefined;
  #bytesLeft: number;

  constructor({ afterMs, afterBytes }: ResetOptions, { out, clock, cut }: FaultContext) {
    this.#out = out;
    this.#cut = cut;
    this.#bytesLeft = afterBytes ?? Number.POSITIVE_INFINITY;
    const delayMs = afterMs ?? (afterBytes === undefined ? 0 : undefined);
    if (delayMs === 0 || afterBytes === 0) cut('reset');
    else if (delayMs !== undefined) this.#disarm = clock.after(delayMs, () => cut('reset'));
  }

  bytes(piece: Uint8Array): void {
    const passing = piece.length <= this.#bytesLeft ? piece : piece.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= passing.length;
    this.#out.bytes(passing);
    if (this.#bytesLeft === 0) this.#cut('reset');
  }

  mark(mark: Mark): void {
    this.#out.mark(mark);
  }

  release(): void {
    this.#disarm?.();
  }

  stop(): void {
    this.#disarm?.();
  }
}
