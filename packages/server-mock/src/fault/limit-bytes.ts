import { checkNumber, checkOptions, checkWord } from '../check-option.ts';
import { type Held, type Mark, NOTHING_HELD, type Outlet, type Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';

/** How much a connection carries. */
export interface LimitBytesOptions {
  /** How many bytes arrive in a direction of the fault before the connection ends; each direction counts for itself. */
  readonly bytes: number;
  /** How it ends for both sides: by a FIN behind those bytes, or by a RST. @default 'fin' */
  readonly how?: 'fin' | 'reset';
}

/** Ends the connection once so many bytes have arrived since the fault took hold, wherever in a frame that is. */
export const limitBytes = (options: LimitBytesOptions): Fault => {
  const { bytes, how = 'fin' } = checkOptions('limitBytes', options, ['bytes', 'how']);
  checkNumber('limitBytes: bytes', bytes, { min: 0, isWhole: true });
  checkWord('limitBytes: how', how, ['fin', 'reset']);
  return {
    name: 'limitBytes',
    settings: { bytes, how },
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new LimitBytesStage(bytes, how, context) },
  };
};

class LimitBytesStage implements Stage {
  readonly held: Held = NOTHING_HELD;
  readonly isFull = false;
  readonly #how: 'fin' | 'reset';
  readonly #out: Outlet;
  readonly #cut: FaultContext['cut'];
  #bytesLeft: number;

  constructor(bytes: number, how: 'fin' | 'reset', { out, cut }: FaultContext) {
    this.#bytesLeft = bytes;
    this.#how = how;
    this.#out = out;
    this.#cut = cut;
    if (bytes === 0) cut(how);
  }

  bytes(piece: Uint8Array): void {
    const passing = piece.length <= this.#bytesLeft ? piece : piece.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= passing.length;
    this.#out.bytes(passing);
    if (this.#bytesLeft === 0) this.#cut(this.#how);
  }

  mark(mark: Mark): void {
    this.#out.mark(mark);
  }

  release(): void {}

  stop(): void {}
}
