// The static code that pbjs generates.

import { loadGenerated } from '../../../load-peer.mjs';
import { oneByOne } from './one-by-one.mjs';

const { PlayerMsg, StateMsg } = loadGenerated('protobuf').bench;

/** @param {import('../messages.mjs').Shape} shape */
export const createCodec = (shape) => {
  const type = shape === 'player' ? PlayerMsg : StateMsg;
  return oneByOne(
    (value) => type.encode(value).finish(),
    (bytes) => type.decode(bytes),
  );
};
