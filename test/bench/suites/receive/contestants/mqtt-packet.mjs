import { loadPeer } from '../../../load-peer.mjs';

const mqtt = loadPeer('mqtt-packet');

/** @param {number} _id @param {Buffer} payload @returns {Buffer} */
export const encodeFrame = (_id, payload) =>
  mqtt.generate({ cmd: 'publish', topic: 't', payload, qos: 0, dup: false, retain: false });

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => {
  const parser = mqtt.parser();
  parser.on('packet', (/** @type {{ payload: Buffer }} */ { payload }) => deliver(0, payload, 0, payload.length));
  return { push: (/** @type {Buffer} */ chunk) => void parser.parse(chunk) };
};
