import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { loadPeer } from '../../../load-peer.mjs';

const { decode } = loadPeer('length-prefixed-stream');

export const mayWait = true;

/** Writes a length as seven bits a byte, least significant first. @param {number} _id @param {Buffer} body */
export const encodeFrame = (_id, body) => {
  const prefix = [];
  let rest = body.length;
  for (; rest > 127; rest >>>= 7) prefix.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([...prefix, rest]), body]);
};

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  const stream = decode();
  stream.on('data', (/** @type {Buffer} */ body) => deliver(0, body, 0, body.length));
  return {
    push: (/** @type {Buffer} */ chunk) => (stream.write(chunk) ? undefined : once(stream, 'drain')),
    endPass: () => setImmediate(),
  };
};
