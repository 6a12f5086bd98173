import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The heap after a collection, at one time of a run. */
export interface HeapSample {
  /** Milliseconds since the run began, on whatever clock it follows. */
  readonly at: number;
  /** Bytes of heap and array buffers that are in use. */
  readonly bytes: number;
}

/** Gives a function that measures the heap after a full collection; it needs no flag of Node. */
export const createHeapMeter = (): (() => Promise<number>) => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  return async () => {
    // What sockets and finalizers hold goes in several turns.
    for (let turn = 0; turn < 3; turn++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
};

/**
 * Tells by how many bytes the heap grows from the first to the last sample when single samples are high or low by accident: the median of
 * the slopes between all pairs (Theil and Sen), times the whole span.
 */
export const growthOf = (samples: readonly HeapSample[]): number => {
  const slopes = samples.flatMap((from, i) =>
    samples.slice(i + 1).map((to) => (to.bytes - from.bytes) / (to.at - from.at)),
  );
  const sorted = slopes.sort((a, b) => a - b);
  const first = samples[0];
  const last = samples.at(-1);
  if (sorted.length === 0 || first === undefined || last === undefined)
    throw new RangeError('two samples make a trend');
  const middle = sorted.length >> 1;
  const slope = sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
  return slope * (last.at - first.at);
};

const at = (values: readonly number[], index: number): number => values[index] ?? Number.NaN;
