import { checkNumber, checkOptions } from '../check-option.ts';
import type { Mark, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { TimedHold } from './timed-hold.ts';

/** How late ends are. */
export interface SlowCloseOptions {
  /** Milliseconds from a side's end until the other side hears of it. */
  readonly ms: number;
}

/** Delays the ends of connections, orderly and broken ones, and nothing else. */
export const slowClose = (options: SlowCloseOptions): Fault => {
  const { ms } = checkOptions('slowClose', options, ['ms']);
  checkNumber('slowClose: ms', ms, { min: 0 });
  return {
    name: 'slowClose',
    settings: { ms },
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new SlowCloseStage(ms, context) },
  };
};

class SlowCloseStage implements Stage {
  readonly held: TimedHold;
  readonly isFull = false;
  readonly #ms: number;

  constructor(ms: number, { clock, out }: FaultContext) {
    this.#ms = ms;
    this.held = new TimedHold(clock, out);
  }

  bytes(piece: Uint8Array): void {
    this.held.add(piece, 0);
  }

  mark(mark: Mark): void {
    this.held.add(mark, mark.kind === 'aside' ? 0 : this.#ms);
  }

  release(): void {
    this.held.release();
  }

  stop(): void {
    this.held.stop();
  }
}
