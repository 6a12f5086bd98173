import { dirname, join } from 'node:path';
import { loadPeer, resolvePeer } from '../../../load-peer.mjs';

// No public entry of the package, but the parser behind its connections.
const PacketParser = loadPeer(join(dirname(resolvePeer('mysql2/package.json')), 'lib/packet_parser.js'));

/** @param {number} _id @param {Buffer} body */
export const encodeFrame = (_id, body) => {
  const frame = Buffer.alloc(4 + body.length);
  frame.writeUIntLE(body.length, 0, 3);
  frame.set(body, 4);
  return frame;
};

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  const parser = new PacketParser(
    (/** @type {{ buffer: Buffer, start: number, end: number }} */ { buffer, start, end }) =>
      deliver(0, buffer, start + 4, end),
  );
  return { push: (/** @type {Buffer} */ chunk) => void parser.execute(chunk) };
};
