// The server of one measurement, in a process of its own: it answers heartbeats and counts them, client by client.

import { createServer as createHttpServer } from 'node:http';
import net from 'node:net';
import { loadPeer } from '../../load-peer.mjs';

/** @typedef {'tcp' | 'web-socket' | 'socket.io' | 'mqtt'} ServerKind */
/** @typedef {{ beats: number }} Tally what one client has sent */
/** @typedef {(intervalMs: number) => net.Server} StartServer */

const BEAT_BYTES = 8;
const BACKLOG = 4096;

/** @type {Set<Tally>} */
const online = new Set();

const add = () => {
  const tally = { beats: 0 };
  online.add(tally);
  return tally;
};

const remove = (/** @type {Tally} */ tally) => void online.delete(tally);

/** @type {StartServer} */
const startTcp = () =>
  net.createServer({ noDelay: true }, (socket) => {
    const tally = add();
    socket.on('data', (bytes) => {
      tally.beats += bytes.length / BEAT_BYTES;
      socket.write(bytes);
    });
    socket.on('error', () => {});
    socket.on('close', () => remove(tally));
  });

/** @type {StartServer} */
const startWebSocket = () => {
  const { WebSocketServer } = loadPeer('ws');
  const http = createHttpServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on('connection', (/** @type {any} */ socket) => {
    const tally = add();
    socket.on('message', (/** @type {Buffer} */ bytes) => {
      tally.beats += bytes.length / BEAT_BYTES;
      socket.send(bytes);
    });
    socket.on('error', () => {});
    socket.on('close', () => remove(tally));
  });
  return http;
};

/** Here the server asks and the client answers. @type {StartServer} */
const startSocketIo = (intervalMs) => {
  const { Server } = loadPeer('socket.io');
  const http = createHttpServer();
  const server = new Server(http, { transports: ['websocket'], pingInterval: intervalMs, pingTimeout: 60_000 });
  server.on('connection', (/** @type {any} */ socket) => {
    const tally = add();
    socket.conn.on('heartbeat', () => void tally.beats++);
    socket.on('disconnect', () => remove(tally));
  });
  return http;
};

/** A broker that knows what an idle client says: CONNECT and PINGREQ. @type {StartServer} */
const startMqtt = () => {
  const packet = loadPeer('mqtt-packet');
  const accepted = packet.generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });
  const pong = packet.generate({ cmd: 'pingresp' });
  return net.createServer({ noDelay: true }, (socket) => {
    const tally = add();
    const parser = packet.parser({ protocolVersion: 4 });
    parser.on('packet', (/** @type {{ cmd: string }} */ { cmd }) => {
      if (cmd === 'connect') socket.write(accepted);
      if (cmd !== 'pingreq') return;
      tally.beats++;
      socket.write(pong);
    });
    socket.on('data', (bytes) => parser.parse(bytes));
    socket.on('error', () => {});
    socket.on('close', () => remove(tally));
  });
};

/** @type {Record<ServerKind, StartServer>} */
const STARTS = { tcp: startTcp, 'web-socket': startWebSocket, 'socket.io': startSocketIo, mqtt: startMqtt };

/** Tells who is online, what they have sent since the last question, and how many of them have sent anything. */
const takeCount = () => {
  let beats = 0;
  let beating = 0;
  for (const tally of online) {
    beats += tally.beats;
    if (tally.beats > 0) beating++;
    tally.beats = 0;
  }
  return { online: online.size, beats, beating };
};

process.once('message', (/** @type {{ kind: ServerKind, intervalMs: number }} */ { kind, intervalMs }) => {
  const server = STARTS[kind](intervalMs);
  server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
    const address = /** @type {net.AddressInfo} */ (server.address());
    process.on('message', () => process.send?.(takeCount()));
    process.send?.({ port: address.port });
  });
});
process.on('disconnect', () => process.exit());
