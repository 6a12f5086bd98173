import { loadPeer } from '../../../load-peer.mjs';

const { Client } = loadPeer('@colyseus/sdk');

export const server = new URL('../servers/colyseus.mjs', import.meta.url).href;
export const keepsBodies = true;

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port }, onReply) => {
  const room = await new Client(`ws://127.0.0.1:${port}`).joinOrCreate('arena');
  room.onMessage('raw', onReply);
  return {
    sendRaw: (body) => room.sendBytes('raw', body),
    sendPlayer: (value) => room.send('player', value),
    request: (value) => room.request('player', value),
  };
};
