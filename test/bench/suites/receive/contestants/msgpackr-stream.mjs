import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { loadPeer } from '../../../load-peer.mjs';

const { pack, UnpackrStream } = loadPeer('msgpackr');

export const mayWait = true;

/** @param {number} _id @param {Buffer} body @returns {Buffer} */
export const encodeFrame = (_id, body) => pack(body);

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  const stream = new UnpackrStream();
  stream.on('data', (/** @type {Buffer} */ body) => deliver(0, body, 0, body.length));
  return {
    push: (/** @type {Buffer} */ chunk) => (stream.write(chunk) ? undefined : once(stream, 'drain')),
    endPass: () => setImmediate(),
  };
};
