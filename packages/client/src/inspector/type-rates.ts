import type { Direction } from './frame-log.ts';

/** What passed of one message type in one direction. */
export interface TypeRate {
  readonly direction: Direction;
  /** `undefined` for all the types that came after there were too many. */
  readonly id: number | undefined;
  readonly frames: number;
  readonly bytes: number;
  readonly frameRate: number;
  readonly byteRate: number;
}

/** What passed in one direction in the last second, or so. */
export interface Throughput {
  readonly frameRate: number;
  readonly byteRate: number;
}

type Row = { -readonly [K in keyof TypeRate]: TypeRate[K] } & { lastFrames: number; lastBytes: number };

/** A server that sends ever new ids must not fill the memory. */
const MAX_ROWS = 256;

/** Counts frames and bytes by type, and turns them into rates. */
export class TypeRates {
  readonly #rows = new Map<number | Direction, Row>();
  #rolledAt: number;

  constructor(now: number) {
    this.#rolledAt = now;
  }

  /** Counts a frame of so many bytes, its header included. */
  count(direction: Direction, id: number, bytes: number): void {
    const key = id * 2 + (direction === 'in' ? 0 : 1);
    const row = this.#rows.get(key) ?? this.#add(key, direction, id);
    row.frames++;
    row.bytes += bytes;
  }

  /** Makes rates of what was counted since the last time. */
  roll(now: number): void {
    const seconds = (now - this.#rolledAt) / 1000;
    if (!(seconds > 0)) return;
    this.#rolledAt = now;
    for (const row of this.#rows.values()) {
      row.frameRate = (row.frames - row.lastFrames) / seconds;
      row.byteRate = (row.bytes - row.lastBytes) / seconds;
      row.lastFrames = row.frames;
      row.lastBytes = row.bytes;
    }
  }

  /** Lists the types, those with most bytes first. */
  rows(): readonly TypeRate[] {
    return [...this.#rows.values()].sort((a, b) => b.byteRate - a.byteRate || b.bytes - a.bytes);
  }

  /** Sums one direction up. */
  total(direction: Direction): Throughput {
    let frameRate = 0;
    let byteRate = 0;
    for (const row of this.#rows.values()) {
      if (row.direction !== direction) continue;
      frameRate += row.frameRate;
      byteRate += row.byteRate;
    }
    return { frameRate, byteRate };
  }

  #add(key: number, direction: Direction, id: number): Row {
    if (this.#rows.size < MAX_ROWS) return this.#put(key, direction, id);
    return this.#rows.get(direction) ?? this.#put(direction, direction, undefined);
  }

  #put(key: number | Direction, direction: Direction, id: number | undefined): Row {
    const zero = { frames: 0, bytes: 0, frameRate: 0, byteRate: 0, lastFrames: 0, lastBytes: 0 };
    const row: Row = { direction, id, ...zero };
    this.#rows.set(key, row);
    return row;
  }
}
