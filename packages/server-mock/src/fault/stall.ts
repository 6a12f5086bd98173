import { checkOptions } from '../check-option.ts';
import type { Mark, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { HeldItems } from './held-items.ts';

/**
 * Lets nothing through and loses nothing, as a pulled cable or a tunnel: bytes and ends wait until the fault is removed.
 * A client that sends on is stopped when `maxQueuedBytesPerClient` wait; one for which so much waits is dropped as slow.
 * A RST waits too, and loses what waits in front of it, unless that ends in good order.
 */
export const stall = (...none: readonly never[]): Fault => {
  checkOptions('stall', none[0], []);
  return {
    name: 'stall',
    settings: {},
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new StallStage(context) },
  };
};

class StallStage implements Stage {
  readonly isFull = false;
  readonly #out: FaultContext['out'];
  #hasEnd = false;
  readonly held: HeldItems = new HeldItems();

  constructor({ out }: FaultContext) {
    this.#out = out;
  }

  bytes(piece: Uint8Array): void {
    this.held.push(piece);
  }

  mark(mark: Mark): void {
    if (mark.kind === 'inOrder') this.#hasEnd = true;
    else if (mark.kind === 'abrupt' && !this.#hasEnd) this.held.dropBytes();
    this.held.push(mark);
  }

  release(): void {
    this.held.drain(this.#out);
  }

  stop(): void {
    this.held.clear();
  }
}
