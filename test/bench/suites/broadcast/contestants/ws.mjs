import { loadPeer } from '../../../load-peer.mjs';

const { WebSocketServer } = loadPeer('ws');

export const clientKind = 'json';

/** As its README teaches: one text, and a loop. */
export const serve = () =>
  new Promise((resolve) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, backlog: 4096 });
    server.on('connection', (/** @type {any} */ socket) => socket.on('error', () => {}));
    server.on('listening', () =>
      resolve({
        port: server.address().port,
        say: (/** @type {unknown} */ value) => {
          const text = JSON.stringify(value);
          for (const client of server.clients) client.send(text);
        },
      }),
    );
  });
