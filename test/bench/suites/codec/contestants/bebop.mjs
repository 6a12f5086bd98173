// The code that bebopc generates. What its `encode` gives is overwritten by the next message, so messages are written one after another
// into its view, which is also its fastest way, and copied out once.

import { loadGenerated, loadPeer } from '../../../load-peer.mjs';

const { BebopView } = loadPeer('bebop');
const { PlayerMsg, StateMsg } = loadGenerated('bebop');

/** @param {import('../messages.mjs').Shape} shape @returns {import('../workbench.mjs').Codec} */
export const createCodec = (shape) => {
  const type = shape === 'player' ? PlayerMsg : StateMsg;
  const view = BebopView.getInstance();
  // Its one view serves writing and reading.
  let isWriting = false;
  return {
    encode: (value) => {
      if (!isWriting) view.startWriting();
      isWriting = true;
      type.encodeInto(value, view);
    },
    flush: () => {
      isWriting = false;
      return [view.toArray().slice()];
    },
    decode: (bytes) => {
      isWriting = false;
      return type.decode(bytes);
    },
  };
};
