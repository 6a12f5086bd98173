import { WebSocket } from 'ws';
import { loadPeer } from '../../../load-peer.mjs';

export const server = new URL('../servers/nats.mjs', import.meta.url).href;
export const keepsBodies = true;

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port, wire, task }, onReply) => {
  const nats = await dial(wire, port);
  if (task === 'ping') {
    nats.subscribe('reply', {
      callback: (/** @type {Error | null} */ _error, /** @type {{ data: Uint8Array }} */ { data }) => onReply(data),
    });
    await nats.flush();
  }
  return {
    sendRaw: (body) => nats.publish('raw', body),
    request: async (value) => (await nats.request('player', JSON.stringify(value), { timeout: 10_000 })).json(),
  };
};

/** @param {import('../workload.mjs').Wire} wire @param {number} port @returns {Promise<any>} */
const dial = (wire, port) => {
  if (wire === 'tcp') return loadPeer('@nats-io/transport-node').connect({ servers: `127.0.0.1:${port}` });
  // Node 20 has no WebSocket of its own, which is what it dials with.
  Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? WebSocket });
  return loadPeer('@nats-io/nats-core').wsconnect({ servers: `ws://127.0.0.1:${port}` });
};
