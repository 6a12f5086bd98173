// The server's end of router.mjs: a plain socket for each thing that TCP may tell, and mock servers that judge by themselves.

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { MockServer } from '@netmgr/server-mock/node';

const SEND_EVERY_MS = 200;
const KEEP_ALIVE_MS = 1000;

/** @param {string} saw @param {string} how */
const report = (saw, how) => process.send?.({ saw, how, at: String(process.hrtime.bigint()) });

/** Opens a plain server that reports how its one connection ends. @param {string} name @param {string} host @param {(socket: net.Socket) => void} use */
const listen = async (name, host, use) => {
  const server = net.createServer((socket) => {
    socket.resume();
    socket.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => report(name, code ?? 'error'));
    socket.on('end', () => report(name, 'end'));
    use(socket);
  });
  server.listen(0, host);
  await once(server, 'listening');
  return /** @type {net.AddressInfo} */ (server.address()).port;
};

/** Opens a mock server that reports how its one client went. @param {string} name @param {import('@netmgr/server-mock/node').ListenOptions} options */
const mock = async (name, options) => {
  const server = await MockServer.listen(options);
  server.on('clientOffline', (_, reason) => report(name, reason));
  return options.webSocketPort === undefined ? server.ports.tcp : server.ports.ws;
};

/** Of a server that would wait far longer by itself. */
const KEPT = { tcpKeepAliveMs: KEEP_ALIVE_MS, idleTimeoutMs: 60_000 };

/** @param {string} host */
const open = async (host) => ({
  silent: await listen('silent', host, () => {}),
  sending: await listen('sending', host, (socket) => {
    setInterval(() => socket.write('a word'), SEND_EVERY_MS).unref();
  }),
  keepAlive: await listen('keepAlive', host, (socket) => void socket.setKeepAlive(true, KEEP_ALIVE_MS)),
  keptTcp: await mock('keptTcp', { host, tcpPort: 0, ...KEPT }),
  keptWs: await mock('keptWs', { host, webSocketPort: 0, allowedHosts: [host], ...KEPT }),
  idle: await mock('idle', { host, tcpPort: 0, idleTimeoutMs: 3000, idleScanIntervalMs: 1000 }),
  asks: await mock('asks', {
    host,
    tcpPort: 0,
    idleTimeoutMs: 0,
    askHeartbeats: { intervalMs: 1000, timeoutMs: 2500 },
  }),
  game: await mock('game', { host, tcpPort: 0, idleTimeoutMs: 0 }),
});

process.on('message', async (/** @type {{ host?: string, retries2?: number }} */ { host, retries2 }) => {
  if (host === undefined) return;
  if (retries2 !== undefined) writeFileSync('/proc/sys/net/ipv4/tcp_retries2', String(retries2));
  process.send?.({ ports: await open(host) });
});
process.on('disconnect', () => process.exit());
process.send?.({ isReady: true });
