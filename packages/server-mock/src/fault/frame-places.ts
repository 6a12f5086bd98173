import type { FrameCursor } from '../link/frame-cursor.ts';

/** The places in a frame at which it can be cut. */
export const FRAME_PLACES = ['id', 'length', 'header', 'body', 'end'] as const;

/**
 * A place in a frame at which it can be cut.
 *
 * - `id`, `length`: in the middle of that field; a field of one byte is cut before it
 * - `header`: between header and body
 * - `body`: in the middle of the body, if it has two bytes or more
 * - `end`: behind the frame
 */
export type FramePlace = (typeof FRAME_PLACES)[number];

/** Finds chosen places in the frames of a stream. */
export class FramePlaces {
  readonly #places: readonly FramePlace[];

  constructor(places: readonly FramePlace[]) {
    this.#places = places;
  }

  /** Moves the cursor on from `at`, to a place at most. Returns where it stopped, and whether that is a place. */
  take(cursor: FrameCursor, piece: Uint8Array, at: number): { readonly end: number; readonly isPlace: boolean } {
    const { isLeading } = cursor;
    const passed = cursor.isBetweenFrames ? 0 : cursor.offset;
    const end = cursor.take(piece, at, Math.min(piece.length, at + this.#next(cursor) - passed));
    return { end, isPlace: !isLeading && !cursor.isLost && this.#isAtPlace(cursor) };
  }

  /** Tells the offset in the frame of the next place that is known to come; Infinity when none is known yet. */
  #next(cursor: FrameCursor): number {
    const isNew = cursor.isBetweenFrames;
    const passed = isNew ? 0 : cursor.offset;
    const frameBytes = isNew ? undefined : cursor.frameBytes;
    let next = Number.POSITIVE_INFINITY;
    for (const place of this.#places) {
      const offset = offsetOf(place, cursor, frameBytes);
      if (offset > passed && offset < next) next = offset;
    }
    return next;
  }

  #isAtPlace(cursor: FrameCursor): boolean {
    return this.#places.some((place) => offsetOf(place, cursor, cursor.frameBytes) === cursor.offset);
  }
}

/** Gives 0, where no cut can be, for a place that this frame does not have, and Infinity for one that is not known yet. */
const offsetOf = (place: FramePlace, { layout }: FrameCursor, frameBytes: number | undefined): number => {
  const { headerBytes, idOffset, idBytes, lengthOffset, lengthBytes } = layout;
  if (place === 'id') return idBytes === 0 ? 0 : idOffset + (idBytes >> 1);
  if (place === 'length') return lengthOffset + (lengthBytes >> 1);
  if (place === 'header') return headerBytes;
  if (frameBytes === undefined) return Number.POSITIVE_INFINITY;
  if (place === 'end') return frameBytes;
  const bodyBytes = frameBytes - headerBytes;
  return bodyBytes < 2 ? 0 : headerBytes + (bodyBytes >> 1);
};
