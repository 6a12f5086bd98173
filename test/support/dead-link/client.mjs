// The client's end of router.mjs: connects to everything while the link is good, and dials once more when it is dead.

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { NetMgr } from '@netmgr/client/node';

/** @typedef {Record<'silent' | 'sending' | 'keepAlive' | 'keptTcp' | 'keptWs' | 'idle' | 'asks' | 'game', number>} Ports */

/** @param {string} saw @param {string} how */
const report = (saw, how) => process.send?.({ saw, how, at: String(process.hrtime.bigint()) });

/** Connects to one, and answers what a client without the SDK answers: nothing. @param {string} host @param {number} port */
const connect = async (host, port) => {
  const socket = net.connect({ host, port });
  socket.on('error', () => {});
  await once(socket.resume(), 'connect');
};

/** @param {string} host @param {Ports} ports @param {number | undefined} synRetries */
const begin = async (host, ports, synRetries) => {
  if (synRetries !== undefined) writeFileSync('/proc/sys/net/ipv4/tcp_syn_retries', String(synRetries));
  for (const name of /** @type {const} */ (['silent', 'sending', 'keepAlive'])) await connect(host, ports[name]);
  // Silent, so that nothing is under way which the kernel would send again in place of its probes.
  for (const url of [`tcp://${host}:${ports.keptTcp}`, `ws://${host}:${ports.keptWs}`])
    await new NetMgr({ url, heartbeat: false, reconnect: false }).connect();
  // Whoever is judged by the server keeps its heartbeats up to the end, and is asked no questions itself.
  for (const name of /** @type {const} */ (['idle', 'asks'])) {
    const heartbeat = { intervalMs: 500, replyTimeoutMs: 60_000 };
    await new NetMgr({ url: `tcp://${host}:${ports[name]}`, heartbeat, reconnect: false }).connect();
  }
  const game = new NetMgr({ url: `tcp://${host}:${ports.game}`, reconnect: false });
  game.on('disconnected', ({ error }) => report('game', error?.code ?? 'no error'));
  await game.connect();
  process.on('message', () => {
    net
      .connect({ host, port: ports.silent })
      .on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => report('dial', code ?? 'error'));
    const late = new NetMgr({ url: `tcp://${host}:${ports.game}`, reconnect: false });
    late.connect().catch(({ code }) => report('gameDial', code));
  });
};

process.on('message', async (/** @type {{ host?: string, ports: Ports, synRetries?: number }} */ told) => {
  if (told.host === undefined) return;
  await begin(told.host, told.ports, told.synRetries);
  process.send?.({ isConnected: true });
});
process.on('disconnect', () => process.exit());
process.send?.({ isReady: true });
