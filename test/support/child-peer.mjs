// A client that is a process of its own, so that it can be stopped and killed: `node child-peer.mjs tcp|ws <port> [<port with TCP keepalive>]`.
// It sends one heartbeat, prints "ready" when it has heard the answer, and says nothing more.

import net from 'node:net';
import { WebSocket } from 'ws';

const HEART = Buffer.from('e703000000000000', 'hex');
const [kind, port, keepAlivePort] = process.argv.slice(2);

/** @param {string | undefined} to @returns {Promise<net.Socket>} */
const connect = (to) =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ port: Number(to), host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('data', () => console.log('ready'));
  });

if (keepAlivePort !== undefined) await connect(keepAlivePort);
if (kind === 'ws') {
  const webSocket = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => webSocket.once('open', resolve));
  webSocket.on('message', () => console.log('ready'));
  webSocket.send(HEART);
} else (await connect(port)).write(HEART);
