import { badOption, checkNumber, checkOptions } from '../check-option.ts';
import { type Held, type Mark, NOTHING_HELD, type Outlet, type Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';

/** Which bytes are hit, by one of two ways to choose them, and how hard. */
export type CorruptOptions = (
  | {
      /** The chance of each byte. */
      readonly probability: number;
    }
  | {
      /** Each so many-th byte, from when the fault took hold. */
      readonly everyBytes: number;
    }
) & {
  /** How many bits of a byte flip, from 1 to 8; which ones is drawn. @default 1 */
  readonly bits?: number;
};

/** Flips bits: the only fault that changes what arrives. How the stream is cut makes no difference to which bytes are hit. */
export const corrupt = (options: CorruptOptions): Fault => {
  const names = ['probability', 'everyBytes', 'bits'] as const;
  const {
    probability,
    everyBytes,
    bits = 1,
  }: Partial<Record<(typeof names)[number], number>> = checkOptions('corrupt', options, names);
  checkNumber('corrupt: bits', bits, { min: 1, max: 8, isWhole: true });
  if ((probability === undefined) === (everyBytes === undefined)) {
    throw badOption('corrupt', 'told one of probability and everyBytes', options);
  }
  if (probability !== undefined) checkNumber('corrupt: probability', probability, { min: 0, max: 1 });
  else checkNumber('corrupt: everyBytes', everyBytes, { min: 1, isWhole: true });
  return {
    name: 'corrupt',
    settings: { ...(probability === undefined ? { everyBytes } : { probability }), bits },
    direction: 'both',
    effect: {
      at: 'stream',
      createStage: (context) => {
        const nextGap = probability === undefined ? () => everyBytes! - 1 : drawGaps(probability, context.random);
        return new CorruptStage(nextGap, bits, context);
      },
    },
  };
};

/** Draws how many bytes are spared before the next hit, in one go rather than byte by byte. */
const drawGaps =
  (probability: number, random: () => number): (() => number) =>
  () =>
    probability === 0 ? Number.POSITIVE_INFINITY : Math.floor(Math.log1p(-random()) / Math.log1p(-probability));

class CorruptStage implements Stage {
  readonly held: Held = NOTHING_HELD;
  readonly isFull = false;
  readonly #nextGap: () => number;
  readonly #bits: number;
  readonly #random: () => number;
  readonly #out: Outlet;
  #spared: number;

  constructor(nextGap: () => number, bits: number, { out, random }: FaultContext) {
    this.#nextGap = nextGap;
    this.#bits = bits;
    this.#random = random;
    this.#out = out;
    this.#spared = nextGap();
  }

  bytes(piece: Uint8Array): void {
    let at = this.#spared;
    // What a server sends may be shared by all clients, so only a copy is changed.
    const damaged = at < piece.length ? new Uint8Array(piece) : piece;
    for (; at < piece.length; at += 1 + this.#nextGap()) damaged[at]! ^= this.#drawMask();
    this.#spared = at - piece.length;
    this.#out.bytes(damaged);
  }

  mark(mark: Mark): void {
    this.#out.mark(mark);
  }

  release(): void {}

  stop(): void {}

  #drawMask(): number {
    let mask = 0;
    for (let left = this.#bits; left > 0; ) {
      const bit = 1 << Math.floor(this.#random() * 8);
      if ((mask & bit) !== 0) continue;
      mask |= bit;
      left--;
    }
    return mask;
  }
}
