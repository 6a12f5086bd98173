import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { loadPeer } from '../../../load-peer.mjs';

const { Receiver } = loadPeer('ws');

export const mayWait = true;

const FINAL_BINARY = 0x82;

/** Writes a WebSocket frame as servers send it: not masked. @param {number} _id @param {Buffer} body */
export const encodeFrame = (_id, body) => Buffer.concat([headerOf(body.length), body]);

/** @param {number} length */
const headerOf = (length) => {
  if (length < 126) return Buffer.from([FINAL_BINARY, length]);
  if (length < 65_536) return Buffer.from([FINAL_BINARY, 126, length >> 8, length & 255]);
  const header = Buffer.from([FINAL_BINARY, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(length, 6);
  return header;
};

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  const receiver = new Receiver();
  receiver.on('message', (/** @type {Buffer} */ body) => deliver(0, body, 0, body.length));
  return {
    push: (/** @type {Buffer} */ chunk) => (receiver.write(chunk) ? undefined : once(receiver, 'drain')),
    endPass: () => setImmediate(),
  };
};
