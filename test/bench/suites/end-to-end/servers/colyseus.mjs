import { once } from 'node:events';
import http from 'node:http';
import { loadPeer } from '../../../load-peer.mjs';

const { Server, Room } = loadPeer('@colyseus/core');
const { WebSocketTransport } = loadPeer('@colyseus/ws-transport');

/** @type {import('../server-process.mjs').ServerModule['serve']} */
export const serve = async ({ task }, ledger) => {
  class Arena extends Room {
    onCreate() {
      this.onMessageBytes('raw', (/** @type {any} */ client, /** @type {Uint8Array} */ body) => {
        ledger.body(body, 0, body.length);
        if (task !== 'stream') client.sendBytes('raw', body);
      });
      this.onMessage('player', (/** @type {any} */ _client, /** @type {any} */ value) => {
        ledger.player(value);
        return task === 'stream' ? undefined : value;
      });
    }
  }
  const httpServer = http.createServer();
  const server = new Server({ transport: new WebSocketTransport({ server: httpServer }), greet: false });
  server.define('arena', Arena);
  await server.listen(0, '127.0.0.1');
  if (!httpServer.listening) await once(httpServer, 'listening');
  return { port: /** @type {import('node:net').AddressInfo} */ (httpServer.address()).port };
};
