import { createServer } from 'node:http';
import { loadPeer } from '../../../load-peer.mjs';

const { Server } = loadPeer('socket.io');

export const clientKind = 'socket.io';

export const serve = () =>
  new Promise((resolve) => {
    const http = createServer();
    const io = new Server(http, { transports: ['websocket'] });
    http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (http.address());
      resolve({ port, say: (/** @type {unknown} */ value) => io.emit('PlayerMsg', value) });
    });
  });
