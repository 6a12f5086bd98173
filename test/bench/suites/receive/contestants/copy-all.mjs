// The limit when everything is copied once: chunks into one buffer without a look at them, and a walk whenever a batch is full,
// which it knows from the workload. What is left of the last message moves to the front.

import { walk } from './unity-frame.mjs';

export { encodeUnityFrame as encodeFrame } from './unity-frame.mjs';

export const carriesId = true;

const BATCH = 65_536;
const LOOP_COPY = 16;

/** @param {import('../workbench.mjs').Deliver} deliver @param {import('../workload.mjs').ReceiveParams} params */
export const createReceiver = (deliver, { bodyBytes, chunkBytes }) => {
  const frameBytes = 8 + bodyBytes;
  const batch = Math.max(BATCH, frameBytes);
  const all = Buffer.allocUnsafeSlow(batch + Math.max(chunkBytes, frameBytes));
  let filled = 0;
  const deliverWhole = () => {
    const whole = filled - (filled % frameBytes);
    walk(all, whole, deliver);
    all.copyWithin(0, whole, filled);
    filled -= whole;
  };
  return {
    /** @param {Buffer} chunk */
    push: (chunk) => {
      const { length } = chunk;
      if (length <= LOOP_COPY) for (let i = 0; i < length; i++) all[filled + i] = /** @type {number} */ (chunk[i]);
      else all.set(chunk, filled);
      filled += length;
      if (filled >= batch) deliverWhole();
    },
    endPass: deliverWhole,
  };
};
