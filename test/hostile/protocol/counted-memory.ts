import { vi } from 'vitest';

/** What code did with byte arrays while it was watched. */
export interface CountedMemory {
  /** Bytes of all arrays made, whether they are still in use or not. */
  readonly allocated: number;
  /** Bytes of the largest array made. */
  readonly largest: number;
  /** Bytes copied by `set` and `copyWithin`. */
  readonly copied: number;
}

/** Runs `act` with a `Uint8Array` that counts, and tells what it counted. */
export const countMemory = (act: () => void): CountedMemory => {
  const counted = { allocated: 0, largest: 0, copied: 0 };
  class CountingArray extends Uint8Array<ArrayBuffer> {
    constructor(first: number | ArrayBuffer, offset?: number, length?: number) {
      super(first as ArrayBuffer, offset, length);
      if (typeof first !== 'number') return;
      counted.allocated += first;
      counted.largest = Math.max(counted.largest, first);
    }

    override set(source: ArrayLike<number>, offset?: number): void {
      counted.copied += source.length;
      super.set(source, offset);
    }

    override copyWithin(target: number, start: number, end = this.length): this {
      counted.copied += end - start;
      return super.copyWithin(target, start, end);
    }
  }
  vi.stubGlobal('Uint8Array', CountingArray);
  try {
    act();
  } finally {
    vi.unstubAllGlobals();
  }
  return counted;
};
