import { loadPeer } from '../../../load-peer.mjs';
import { BEAT } from './beat.mjs';

const { default: ReconnectingSocket } = loadPeer('partysocket/ws');
const { WebSocket } = loadPeer('ws');

class PlainWebSocket extends WebSocket {
  /** @param {string} url @param {string | string[]} [protocols] */
  constructor(url, protocols) {
    super(url, protocols, { perMessageDeflate: false });
  }
}

export const serverKind = 'web-socket';

/** It has no heartbeat of its own. @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) =>
  new Promise((resolve, reject) => {
    const socket = new ReconnectingSocket(`ws://127.0.0.1:${port}`, [], { WebSocket: PlainWebSocket });
    socket.onmessage = () => {};
    socket.onerror = reject;
    socket.onopen = () => {
      setInterval(() => socket.send(BEAT), intervalMs);
      resolve(socket);
    };
  });
