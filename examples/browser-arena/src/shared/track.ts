import { turnBetween } from './flight.ts';
import type { Place } from './messages.ts';

interface Sample {
  readonly timeMs: number;
  readonly place: Place;
}

/** How far behind the server others are drawn, so that there is nearly always a newer place to glide to. */
export const GLIDE_DELAY_MS = 120;

/** A longer gap than this between two places is a jump, not a way. */
const JUMP_AFTER_MS = 400;
const MAX_SAMPLES = 32;

/** Remembers where a ship was, and glides between the places. Times are the server's. */
export class Track {
  readonly #samples: Sample[] = [];

  /** Adds a place. One that is older than the newest is ignored. */
  add(timeMs: number, place: Place): void {
    const newest = this.#samples.at(-1);
    if (newest !== undefined && timeMs <= newest.timeMs) return;
    this.#samples.push({ timeMs, place });
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
  }

  /** Tells where the ship was at a time: between two places, or at the nearest end. */
  at(timeMs: number): Place | undefined {
    const after = this.#samples.findIndex((sample) => sample.timeMs > timeMs);
    if (after === -1) return this.#samples.at(-1)?.place;
    const to = this.#samples[after]!;
    const from = this.#samples[after - 1];
    if (from === undefined || to.timeMs - from.timeMs > JUMP_AFTER_MS) return (from ?? to).place;
    return between(from.place, to.place, (timeMs - from.timeMs) / (to.timeMs - from.timeMs));
  }
}

const between = (from: Place, to: Place, share: number): Place => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
  angle: from.angle + turnBetween(from.angle, to.angle) * share,
});
