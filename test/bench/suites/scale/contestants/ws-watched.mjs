import { loadPeer } from '../../../load-peer.mjs';
import { Watched } from './watched.mjs';

const { WebSocket } = loadPeer('ws');

export const serverKind = 'web-socket';

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    socket.on('error', reject);
    socket.on('open', () => {
      const watched = new Watched((bytes) => socket.send(bytes), intervalMs);
      socket.on('message', (/** @type {Buffer} */ bytes) => watched.receive(bytes));
      resolve(watched);
    });
  });
