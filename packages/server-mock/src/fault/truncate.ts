import { checkNumber, checkOptions, checkWord } from '../check-option.ts';
import type { FrameCursor } from '../link/frame-cursor.ts';
import { type Held, type Mark, NOTHING_HELD, type Outlet, type Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { type FramePlace, FramePlaces } from './frame-places.ts';

/** Where the stream breaks off. */
export interface TruncateOptions {
  /** How many frames end in one piece before one is cut, from when the fault took hold. @default 0 */
  readonly afterFrames?: number;
  /** Where the frame is cut; one that has no such place, as an empty body has none, passes whole. @default 'length' */
  readonly at?: Exclude<FramePlace, 'end'>;
}

/** Cuts inside a frame: its first bytes arrive, then a FIN for both sides. */
export const truncate = (options: TruncateOptions = {}): Fault => {
  const { afterFrames = 0, at = 'length' } = checkOptions('truncate', options, ['afterFrames', 'at']);
  checkNumber('truncate: afterFrames', afterFrames, { min: 0, isWhole: true });
  checkWord('truncate: at', at, INSIDE);
  return {
    name: 'truncate',
    settings: { afterFrames, at },
    direction: 'down',
    effect: { at: 'stream', createStage: (context) => new TruncateStage(afterFrames, at, context) },
  };
};

const INSIDE = ['id', 'length', 'header', 'body'] as const;

class TruncateStage implements Stage {
  readonly held: Held = NOTHING_HELD;
  readonly isFull = false;
  readonly #places: FramePlaces;
  readonly #cursor: FrameCursor;
  readonly #out: Outlet;
  readonly #cut: FaultContext['cut'];
  #framesLeft: number;

  constructor(afterFrames: number, at: FramePlace, { out, cut, cursor }: FaultContext) {
    this.#framesLeft = afterFrames;
    this.#places = new FramePlaces([at]);
    this.#cursor = cursor;
    this.#out = out;
    this.#cut = cut;
  }

  bytes(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const { end, isPlace } = this.#places.take(this.#cursor, piece, at);
      at = end;
      if (this.#framesLeft === 0 && isPlace && !this.#cursor.isBetweenFrames) {
        this.#out.bytes(piece.subarray(0, at));
        this.#cut('fin');
        return;
      }
      if (this.#framesLeft > 0 && this.#cursor.isBetweenFrames) this.#framesLeft--;
    }
    this.#out.bytes(piece);
  }

  mark(mark: Mark): void {
    this.#out.mark(mark);
  }

  release(): void {}

  stop(): void {}
}
