// The limit when nothing is cut: one walk over the whole stream, without a check.

import { walk } from './unity-frame.mjs';

export { encodeUnityFrame as encodeFrame } from './unity-frame.mjs';

export const carriesId = true;
export const readsWhole = true;

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => ({
  push: (/** @type {Buffer} */ chunk) => walk(chunk, chunk.length, deliver),
});
