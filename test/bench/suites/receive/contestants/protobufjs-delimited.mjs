// `encodeDelimited` and `decodeDelimited` of generated code. The library cuts no streams, so what has arrived is kept the usual way.

import { loadGenerated, loadPeer } from '../../../load-peer.mjs';

const protobuf = loadPeer('protobufjs/minimal');
const { Frame } = loadGenerated('protobuf').bench;

export const carriesId = true;

/** @param {number} id @param {Buffer} body @returns {Buffer} */
export const encodeFrame = (id, body) => Buffer.from(Frame.encodeDelimited({ id, body }).finish());

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  /** @type {Buffer} */
  let cache = Buffer.alloc(0);
  return {
    /** @param {Buffer} chunk */
    push: (chunk) => {
      cache = cache.length === 0 ? chunk : Buffer.concat([cache, chunk]);
      const reader = protobuf.Reader.create(cache);
      let start = 0;
      while (holdsMessage(reader)) {
        reader.pos = start;
        const { id, body } = Frame.decodeDelimited(reader);
        deliver(id, body, 0, body.length);
        start = reader.pos;
      }
      cache = cache.subarray(start);
    },
  };
};

/** @param {any} reader */
const holdsMessage = (reader) => {
  if (reader.pos === reader.len) return false;
  try {
    return reader.uint32() + reader.pos <= reader.len;
  } catch {
    return false;
  }
};
