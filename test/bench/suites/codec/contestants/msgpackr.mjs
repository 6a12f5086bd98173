// With shared structures, so that the names of fields do not travel with every message.

import { loadPeer } from '../../../load-peer.mjs';
import { oneByOne } from './one-by-one.mjs';

const { Packr } = loadPeer('msgpackr');

export const createCodec = () => {
  const packr = new Packr({ structures: [] });
  return oneByOne(
    (value) => packr.pack(value),
    (bytes) => packr.unpack(bytes),
  );
};
