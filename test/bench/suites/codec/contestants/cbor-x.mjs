// With shared structures, so that the names of fields do not travel with every message.

import { loadPeer } from '../../../load-peer.mjs';
import { oneByOne } from './one-by-one.mjs';

const { Encoder } = loadPeer('cbor-x');

export const createCodec = () => {
  const encoder = new Encoder({ structures: [] });
  return oneByOne(
    (value) => encoder.encode(value),
    (bytes) => encoder.decode(bytes),
  );
};
