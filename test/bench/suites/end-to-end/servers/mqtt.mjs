// aedes, with the game's server as a subscriber inside it, which costs no connection of its own.

import { createWebSocketStream } from 'ws';
import { loadPeer } from '../../../load-peer.mjs';
import { listenTcp, listenWs } from './listening.mjs';

const { Aedes } = loadPeer('aedes');

/** @type {import('../server-process.mjs').ServerModule['serve']} */
export const serve = async ({ wire, task }, ledger) => {
  const broker = await Aedes.createBroker();
  const answer = (/** @type {Buffer} */ payload) => broker.publish({ topic: 'reply', payload, qos: 0 }, () => {});
  await subscribe(broker, 'raw', (body) => {
    ledger.body(body, 0, body.length);
    if (task !== 'stream') answer(body);
  });
  await subscribe(broker, 'player', (body) => {
    ledger.player(JSON.parse(body.toString()));
    if (task !== 'stream') answer(body);
  });
  if (wire === 'tcp') return listenTcp((socket) => broker.handle(socket));
  return listenWs((socket, request) => broker.handle(createWebSocketStream(socket), request));
};

/** @param {any} broker @param {string} topic @param {(payload: Buffer) => void} onMessage @returns {Promise<void>} */
const subscribe = (broker, topic, onMessage) =>
  new Promise((resolve) => {
    const deliver = (/** @type {{ payload: Buffer }} */ packet, /** @type {() => void} */ done) => {
      onMessage(packet.payload);
      done();
    };
    broker.subscribe(topic, deliver, resolve);
  });
