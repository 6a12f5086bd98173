// The limit when the stream comes in chunks: they are walked in place, without a check and with the length of all messages known from the
// workload, and only a message that is cut is copied. Headers are read by shifts, as a view of each chunk would cost more.

import { walkByShifts } from './unity-frame.mjs';

export { encodeUnityFrame as encodeFrame } from './unity-frame.mjs';

export const carriesId = true;

/** @param {import('../workbench.mjs').Deliver} deliver @param {import('../workload.mjs').ReceiveParams} params */
export const createReceiver = (deliver, { bodyBytes }) => {
  const frameBytes = 8 + bodyBytes;
  const frame = Buffer.allocUnsafeSlow(frameBytes);
  let filled = 0;
  return {
    /** @param {Buffer} chunk */
    push: (chunk) => {
      const { length } = chunk;
      let at = 0;
      if (filled > 0) {
        at = Math.min(frameBytes - filled, length);
        chunk.copy(frame, filled, 0, at);
        filled += at;
        if (filled < frameBytes) return;
        walkByShifts(frame, 0, frameBytes, deliver);
      }
      filled = (length - at) % frameBytes;
      const whole = length - filled;
      walkByShifts(chunk, at, whole, deliver);
      if (filled > 0) chunk.copy(frame, 0, whole, length);
    },
  };
};
