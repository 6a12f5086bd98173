import { badOption, checkNumber, checkOptions, checkWord } from '../check-option.ts';
import type { FrameCursor } from '../link/frame-cursor.ts';
import type { Mark, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { FRAME_PLACES, type FramePlace, FramePlaces } from './frame-places.ts';
import { TimedHold } from './timed-hold.ts';

/** Where to cut. Pieces that come are never joined. */
export type SplitOptions = SplitPlaces & {
  /** How long each piece comes behind the one before. Over TCP, pieces without a gap may be joined by the network. @default 0 */
  readonly gapMs?: number;
};

/** One of three ways to choose the cuts; all count from the first byte that the fault sees. */
export type SplitPlaces =
  /** Behind every so many bytes. */
  | { readonly bytes: number }
  /** Behind a random number of bytes, from the first to the second number, anew for each piece. */
  | { readonly random: readonly [number, number] }
  /** At these places of every frame. */
  | { readonly at: readonly FramePlace[] };

/** Cuts the stream into pieces at the worst places, as networks do. Every byte still arrives, in order. */
export const split = (options: SplitOptions): Fault => {
  const given = checkOptions('split', options, ['bytes', 'random', 'at', 'gapMs']);
  const { gapMs = 0 } = given;
  checkNumber('split: gapMs', gapMs, { min: 0 });
  const { settings, createCutter } = choosePlaces(given);
  return {
    name: 'split',
    settings: gapMs === 0 ? settings : { ...settings, gapMs },
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new SplitStage(createCutter(context), gapMs, context) },
  };
};

/** Finds the cuts of a stream, piece by piece. */
interface Cutter {
  /** Tells where the piece is to be cut next, from `at` on, at most at its end; `isCut` tells whether to cut there. */
  next(piece: Uint8Array, at: number): { readonly end: number; readonly isCut: boolean };
}

interface Choice {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createCutter: (context: FaultContext) => Cutter;
}

const choosePlaces = (options: SplitOptions): Choice => {
  const { bytes, random, at }: { bytes?: number; random?: unknown; at?: unknown } = options;
  if ([bytes, random, at].filter((each) => each !== undefined).length !== 1) {
    throw badOption('split', 'told one of bytes, random and at', options);
  }
  if (bytes !== undefined) {
    checkNumber('split: bytes', bytes, { min: 1, isWhole: true });
    return { settings: { bytes }, createCutter: () => new CountCutter(() => bytes) };
  }
  if (random !== undefined) return chooseRandom(random);
  return choosePlacesOfFrames(at);
};

const choosePlacesOfFrames = (at: unknown): Choice => {
  if (!Array.isArray(at) || at.length === 0) throw badOption('split: at', `a list of ${FRAME_PLACES.join(', ')}`, at);
  const places = at.map((place: unknown) => checkWord('split: at', place, FRAME_PLACES));
  return { settings: { at: places }, createCutter: ({ cursor }) => new PlaceCutter(places, cursor) };
};

const chooseRandom = (random: unknown): Choice => {
  if (!Array.isArray(random) || random.length !== 2) throw badOption('split: random', 'a list of two numbers', random);
  const [min, max]: unknown[] = random;
  const from = checkNumber('split: random[0]', min, { min: 1, isWhole: true });
  const to = checkNumber('split: random[1]', max, { min: from, isWhole: true });
  return {
    settings: { random: [from, to] },
    createCutter: ({ random }) => new CountCutter(() => from + Math.floor(random() * (to - from + 1))),
  };
};

class CountCutter implements Cutter {
  readonly #nextCount: () => number;
  #left = 0;

  constructor(nextCount: () => number) {
    this.#nextCount = nextCount;
  }

  next(piece: Uint8Array, at: number): { end: number; isCut: boolean } {
    if (this.#left === 0) this.#left = this.#nextCount();
    const end = Math.min(piece.length, at + this.#left);
    this.#left -= end - at;
    return { end, isCut: this.#left === 0 };
  }
}

class PlaceCutter implements Cutter {
  readonly #places: FramePlaces;
  readonly #cursor: FrameCursor;

  constructor(places: readonly FramePlace[], cursor: FrameCursor) {
    this.#places = new FramePlaces(places);
    this.#cursor = cursor;
  }

  next(piece: Uint8Array, at: number): { end: number; isCut: boolean } {
    const { end, isPlace } = this.#places.take(this.#cursor, piece, at);
    return { end, isCut: isPlace };
  }
}

class SplitStage implements Stage {
  readonly isFull = false;
  readonly #cutter: Cutter;
  readonly #gapMs: number;
  readonly #clock: FaultContext['clock'];
  readonly held: TimedHold;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(cutter: Cutter, gapMs: number, { clock, out }: FaultContext) {
    this.#cutter = cutter;
    this.#gapMs = gapMs;
    this.#clock = clock;
    this.held = new TimedHold(clock, out);
  }

  bytes(piece: Uint8Array): void {
    let start = 0;
    for (let at = 0; at < piece.length; ) {
      const { end, isCut } = this.#cutter.next(piece, at);
      at = end;
      if (!isCut) continue;
      this.#add(piece.subarray(start, end));
      start = end;
    }
    if (start < piece.length) this.#add(piece.subarray(start));
  }

  mark(mark: Mark): void {
    this.held.add(mark, 0);
  }

  release(): void {
    this.held.release();
  }

  stop(): void {
    this.held.stop();
  }

  #add(piece: Uint8Array): void {
    const now = this.#clock.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#gapMs;
    this.held.add(piece, at - now);
  }
}
