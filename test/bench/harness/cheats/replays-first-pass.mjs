// Remembers what it delivered in the first passes, and delivers that again without a look at the bytes.

import * as honest from '../../suites/receive/contestants/concat-per-chunk.mjs';

export const { carriesId, encodeFrame } = honest;

/** @param {import('../../suites/receive/workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  /** @type {[number, Uint8Array, number, number][]} */
  const kept = [];
  let isFirstPass = true;
  const receiver = honest.createReceiver((...message) => {
    kept.push(message);
    deliver(...message);
  });
  return {
    /** @param {Buffer} chunk */
    push: (chunk) => {
      if (isFirstPass) receiver.push(chunk);
    },
    endPass: () => {
      if (!isFirstPass) for (const message of kept) deliver(...message);
      isFirstPass = false;
    },
  };
};
