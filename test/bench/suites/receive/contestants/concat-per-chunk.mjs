// The loop that tutorials teach.

export { encodeUnityFrame as encodeFrame } from './unity-frame.mjs';

export const carriesId = true;

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  let cache = Buffer.alloc(0);
  return {
    /** @param {Buffer} chunk */
    push: (chunk) => {
      cache = Buffer.concat([cache, chunk]);
      while (cache.length >= 8) {
        const end = 8 + cache.readInt32LE(4);
        if (cache.length < end) break;
        const body = cache.subarray(8, end);
        deliver(cache.readInt32LE(0), body, 0, body.length);
        cache = cache.subarray(end);
      }
    },
  };
};
