import { loadPeer } from '../../../load-peer.mjs';

const { Parser } = loadPeer('pg-protocol/dist/parser');

const COPY_DATA = 0x64;

/** @param {number} _id @param {Buffer} body */
export const encodeFrame = (_id, body) => {
  const frame = Buffer.allocUnsafe(5 + body.length);
  frame[0] = COPY_DATA;
  frame.writeInt32BE(4 + body.length, 1);
  frame.set(body, 5);
  return frame;
};

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  const parser = new Parser();
  const hear = (/** @type {{ chunk: Buffer }} */ { chunk }) => deliver(0, chunk, 0, chunk.length);
  return { push: (/** @type {Buffer} */ chunk) => void parser.parse(chunk, hear) };
};
