// Delivers as many bytes as were sent, and one of them is wrong.

import * as honest from '../../suites/receive/contestants/concat-per-chunk.mjs';

export const { carriesId, encodeFrame } = honest;

/** @param {import('../../suites/receive/workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) =>
  honest.createReceiver((id, bytes, start, end) => {
    const copy = Uint8Array.from(bytes);
    copy[start + 5] = (copy[start + 5] ?? 0) ^ 1;
    deliver(id, copy, start, end);
  });
