import type { Place } from './pack-place.ts';
import { turnBetween } from './simulation.ts';

interface Snapshot {
  readonly timeMs: number;
  readonly place: Place;
}

/** A longer gap than this between two places is a jump, not a way. */
const JUMP_AFTER_MS = 400;
const MAX_SNAPSHOTS = 48;

/** Remembers where a ship was, and interpolates between the places. Times are the server's. */
export class SnapshotBuffer {
  readonly #snapshots: Snapshot[] = [];

  /** Adds a place. One that is not newer than the newest is ignored. */
  add(timeMs: number, place: Place): void {
    const newest = this.#snapshots.at(-1);
    if (newest !== undefined && timeMs <= newest.timeMs) return;
    this.#snapshots.push({ timeMs, place });
    if (this.#snapshots.length > MAX_SNAPSHOTS) this.#snapshots.shift();
  }

  /** Tells where the ship was at a time: between two places, or at the nearest end. */
  at(timeMs: number): Place | undefined {
    // The time asked for is near the newest, so the search begins there.
    let after = this.#snapshots.length;
    while (after > 0 && this.#snapshots[after - 1]!.timeMs > timeMs) after--;
    const from = this.#snapshots[after - 1];
    const to = this.#snapshots[after];
    if (from === undefined || to === undefined) return (from ?? to)?.place;
    if (to.timeMs - from.timeMs > JUMP_AFTER_MS) return from.place;
    return between(from.place, to.place, (timeMs - from.timeMs) / (to.timeMs - from.timeMs));
  }
}

const between = (from: Place, to: Place, share: number): Place => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
  angle: from.angle + turnBetween(from.angle, to.angle) * share,
});
