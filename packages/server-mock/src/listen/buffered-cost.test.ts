import net from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { bufferedCostOf, type Link, type LinkListener } from '../link/link.ts';
import type { Listener } from './listener.ts';
import { TcpListener } from './tcp-listener.ts';
import { WebSocketListener } from './web-socket-listener.ts';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

const DEAF: LinkListener = { onBytes: () => {}, onEnd: () => {}, onViolation: () => {}, onClose: () => {} };
const UPGRADE = [
  'GET / HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n');

/** Opens a link to a peer that reads only when it is told to. */
const openLink = async (listener: Listener & { readonly port: number }, hello: string): Promise<[Link, net.Socket]> => {
  let link: Link | undefined;
  await listener.open(
    (accepted) => {
      link = accepted;
      return DEAF;
    },
    (caller) => {
      caller.enter();
      return () => {};
    },
  );
  const peer = net.connect(listener.port, '127.0.0.1');
  onTestFinished(async () => {
    peer.destroy();
    await listener.close();
  });
  peer.on('error', () => {}).pause();
  peer.write(hello);
  await until(() => link !== undefined);
  return [link!, peer];
};

const OPTIONS = {
  host: '127.0.0.1',
  port: 0,
  allowedOrigins: [],
  allowedHosts: [],
  maxMessageBytes: 1_048_576,
  maxConnections: 10,
  keepAliveMs: 0,
  handshakeTimeoutMs: 10_000,
};

it.each([
  ['TCP', () => new TcpListener({ host: '127.0.0.1', port: 0, maxConnections: 10, keepAliveMs: 0 }), 'x', 256],
  ['WebSocket', () => new WebSocketListener(OPTIONS), UPGRADE, 512],
] as const)(
  '%s counts small pieces that wait with what they cost, until they have left',
  async (_name, create, hello, cost) => {
    const [link, peer] = await openLink(create(), hello);
    expect(bufferedCostOf(link)).toBe(0);
    // More than the sockets' buffers hold, so that what follows waits.
    link.send(new Uint8Array(32_000_000));
    await new Promise((resolve) => setImmediate(resolve));
    const [bytes, before] = [link.bufferedBytes, bufferedCostOf(link)];
    expect(bytes).toBeGreaterThan(1_000_000);
    for (let i = 0; i < 1000; i++) link.send(new Uint8Array(1));
    const sent = link.bufferedBytes - bytes;
    expect([sent < 10_000, bufferedCostOf(link) - before - sent]).toEqual([true, 1000 * cost]);
    peer.resume();
    await until(() => link.bufferedBytes === 0);
    expect(bufferedCostOf(link)).toBe(0);
  },
);
