// Where the servers listen: a free port of this machine.

import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { WebSocketServer } from 'ws';

const HOST = '127.0.0.1';

/** @param {net.Server} server @returns {Promise<{ port: number }>} */
const listen = async (server) => {
  server.listen(0, HOST);
  await once(server, 'listening');
  return { port: /** @type {net.AddressInfo} */ (server.address()).port };
};

/** @param {(socket: net.Socket) => void} onSocket */
export const listenTcp = (onSocket) => listen(net.createServer({ noDelay: true }, onSocket));

/** @param {(socket: import('ws').WebSocket, request: http.IncomingMessage) => void} onSocket */
export const listenWs = (onSocket) =>
  listenHttp((server) => void new WebSocketServer({ server, perMessageDeflate: false }).on('connection', onSocket));

/** @param {(server: http.Server) => void} attach */
export const listenHttp = (attach) => {
  const server = http.createServer();
  attach(server);
  return listen(server);
};
