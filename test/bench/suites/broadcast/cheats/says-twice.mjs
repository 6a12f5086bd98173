// As many messages as there are clients, and the right sum, but not to everybody.

import { loadPeer } from '../../../load-peer.mjs';

const { WebSocketServer } = loadPeer('ws');

export const clientKind = 'json';

export const serve = () =>
  new Promise((resolve) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    const say = (/** @type {unknown} */ value) => {
      const text = JSON.stringify(value);
      const [first, ...others] = server.clients;
      for (const client of [first, first, ...others.slice(1)]) client.send(text);
    };
    server.on('listening', () => resolve({ port: server.address().port, say }));
  });
