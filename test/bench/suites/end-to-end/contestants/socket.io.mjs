import { once } from 'node:events';
import { loadPeer } from '../../../load-peer.mjs';

const { io } = loadPeer('socket.io-client');

export const server = new URL('../servers/socket.io.mjs', import.meta.url).href;
export const keepsBodies = true;

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port }, onReply) => {
  const socket = io(`ws://127.0.0.1:${port}`, { transports: ['websocket'] });
  socket.on('raw', onReply);
  await once(socket, 'connect');
  return {
    sendRaw: (body) => socket.emit('raw', body),
    sendPlayer: (value) => socket.emit('player', value),
    request: (value) => socket.emitWithAck('player', value),
  };
};
