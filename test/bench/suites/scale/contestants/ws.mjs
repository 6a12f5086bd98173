import { loadPeer } from '../../../load-peer.mjs';
import { BEAT } from './beat.mjs';

const { WebSocket } = loadPeer('ws');

export const serverKind = 'web-socket';

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    socket.on('message', () => {});
    socket.on('error', reject);
    socket.on('open', () => {
      setInterval(() => socket.send(BEAT), intervalMs);
      resolve(socket);
    });
  });
