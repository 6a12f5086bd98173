// At most once (QoS 0), as the others do. Requests as its users make them: a topic for replies, and a number in both.

import { loadPeer } from '../../../load-peer.mjs';
import { createReplies } from './replies.mjs';

const mqtt = loadPeer('mqtt');

export const server = new URL('../servers/mqtt.mjs', import.meta.url).href;
export const keepsBodies = true;

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port, wire, task }, onReply) => {
  const client = await mqtt.connectAsync(`${wire === 'tcp' ? 'mqtt' : 'ws'}://127.0.0.1:${port}`);
  const replies = createReplies();
  client.on('message', (/** @type {string} */ _topic, /** @type {Buffer} */ payload) => {
    if (task === 'ping') onReply(payload);
    else replies.settle(JSON.parse(payload.toString()));
  });
  if (task !== 'stream') await client.subscribeAsync('reply');
  return {
    sendRaw: (body) => client.publish('raw', body),
    request: (value) => {
      client.publish('player', JSON.stringify(value));
      return replies.next(value.playerID);
    },
  };
};
