import { loadPeer } from '../../../load-peer.mjs';

const { io } = loadPeer('socket.io-client');

export const serverKind = 'socket.io';

/** The server asks at its own interval. @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port) =>
  new Promise((resolve, reject) => {
    const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
    socket.on('move', () => {});
    socket.on('connect_error', reject);
    socket.on('connect', () => resolve(socket));
  });
