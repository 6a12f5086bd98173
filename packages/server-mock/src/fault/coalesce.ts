import { badOption, checkNumber, checkOptions } from '../check-option.ts';
import type { Mark, Outlet, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { HeldItems } from './held-items.ts';

/** When gathered bytes go on; the earlier of the two, and one must be given. */
export interface CoalesceOptions {
  /** So many milliseconds after the first of them came. */
  readonly ms?: number;
  /** As soon as there are so many. Without `ms`, fewer wait for ever, or for an end. */
  readonly bytes?: number;
}

/** Gathers pieces and hands them on as one, as Nagle's algorithm does: messages stick together. */
export const coalesce = (options: CoalesceOptions): Fault => {
  const { ms, bytes } = checkOptions('coalesce', options, ['ms', 'bytes']);
  if (ms === undefined && bytes === undefined) throw badOption('coalesce', 'told ms or bytes', options);
  if (ms !== undefined) checkNumber('coalesce: ms', ms, { min: 0 });
  if (bytes !== undefined) checkNumber('coalesce: bytes', bytes, { min: 1, isWhole: true });
  return {
    name: 'coalesce',
    settings: { ...(ms === undefined ? {} : { ms }), ...(bytes === undefined ? {} : { bytes }) },
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new CoalesceStage(options, context) },
  };
};

class CoalesceStage implements Stage {
  readonly held: HeldItems = new HeldItems();
  readonly isFull = false;
  readonly #ms: number | undefined;
  readonly #enoughBytes: number;
  readonly #enoughCost: number;
  readonly #out: Outlet;
  readonly #clock: FaultContext['clock'];
  #disarm: (() => void) | undefined;

  constructor({ ms, bytes = Number.POSITIVE_INFINITY }: CoalesceOptions, { out, clock, maxHeldBytes }: FaultContext) {
    this.#ms = ms;
    this.#enoughBytes = bytes;
    // A client that is stopped for holding too much could never send the bytes that are waited for.
    this.#enoughCost = maxHeldBytes / 2;
    this.#out = out;
    this.#clock = clock;
  }

  bytes(piece: Uint8Array): void {
    this.held.push(piece);
    if (this.held.bytes >= this.#enoughBytes || this.held.cost >= this.#enoughCost) this.#letOut();
    else if (this.#ms !== undefined) this.#disarm ??= this.#clock.after(this.#ms, () => this.#letOut());
  }

  mark(mark: Mark): void {
    if (mark.kind === 'abrupt') this.stop();
    else if (mark.kind === 'inOrder') this.#letOut();
    this.#out.mark(mark);
  }

  release(): void {
    this.#letOut();
  }

  stop(): void {
    this.#disarmTimer();
    this.held.clear();
  }

  #letOut(): void {
    this.#disarmTimer();
    if (this.held.count > 0) this.#out.bytes(this.held.shiftAllBytes());
  }

  #disarmTimer(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }
}
