/** Totals that only grow, at a moment. */
export interface Totals {
  readonly atMs: number;
  readonly bytes: number;
  readonly pieces: number;
  readonly frames: number;
  readonly drawn: number;
  readonly workMs: number;
}

/** What went by per second, and how it was cut. */
export interface Rates {
  readonly bytesPerSecond: number;
  readonly piecesPerSecond: number;
  readonly framesPerSecond: number;
  /** How many frames of the protocol a piece carried on average; `undefined` while none came. */
  readonly framesPerPiece: number | undefined;
  readonly drawnPerSecond: number;
  /** Milliseconds of script per drawn picture; `undefined` while none was drawn. */
  readonly workMs: number | undefined;
}

const SPAN_MS = 2000;

/** Turns totals into rates over the last two seconds. */
export class RateMeter {
  readonly #samples: Totals[] = [];

  /** Takes the totals of now, and tells the rates since those of two seconds ago. */
  note(now: Totals): Rates {
    this.#samples.push(now);
    while (this.#samples.length > 2 && now.atMs - this.#samples[1]!.atMs >= SPAN_MS) this.#samples.shift();
    const then = this.#samples[0]!;
    const seconds = Math.max(0.001, (now.atMs - then.atMs) / 1000);
    const [pieces, frames, drawn] = [now.pieces - then.pieces, now.frames - then.frames, now.drawn - then.drawn];
    return {
      bytesPerSecond: (now.bytes - then.bytes) / seconds,
      piecesPerSecond: pieces / seconds,
      framesPerSecond: frames / seconds,
      framesPerPiece: pieces === 0 ? undefined : frames / pieces,
      drawnPerSecond: drawn / seconds,
      workMs: drawn === 0 ? undefined : (now.workMs - then.workMs) / drawn,
    };
  }
}
