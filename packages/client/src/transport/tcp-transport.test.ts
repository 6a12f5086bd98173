import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTcpTransport, parseTcpUrl, type TcpTransportOptions } from './tcp-transport.ts';
import type { Transport, TransportCloseInfo } from './transport.ts';

afterEach(() => vi.restoreAllMocks());

describe('parseTcpUrl', () => {
  it.each([
    ['tcp://127.0.0.1:8080', { isSecure: false, host: '127.0.0.1', port: 8080 }],
    ['tls://game.example.com:443', { isSecure: true, host: 'game.example.com', port: 443 }],
    ['TCP://localhost:1/', { isSecure: false, host: 'localhost', port: 1 }],
    ['tcp://[::1]:65535', { isSecure: false, host: '::1', port: 65_535 }],
    ['tcp://[fe80::1%eth0]:80', { isSecure: false, host: 'fe80::1%eth0', port: 80 }],
  ])('reads %s', (url, address) => {
    expect(parseTcpUrl(url)).toEqual(address);
  });

  it.each([
    '',
    'tcp://',
    'tcp://host',
    'tcp://host:',
    'tcp://:80',
    'tcp:host:80',
    'ws://host:80',
    'tcp://host:80/room',
    'tcp://host:80?x=1',
    'tcp://user:secret@host:80',
    'tcp://::1:80',
    'tcp://ho st:80',
    ' tcp://host:80',
    'tcp://host:80\n',
    'tcp://host:-1',
    'tcp://host:1e3',
    'tcp://[::1]',
  ])('refuses %j and says what it expected', (url) => {
    expect(() => parseTcpUrl(url)).toThrow(/^\[BAD_OPTION\] url .* expected tcp:\/\/host:port or tls:\/\/host:port$/s);
  });

  it.each(['tcp://host:0', 'tcp://host:65536', 'tls://host:99999999999999999999'])('refuses the port of %s', (url) => {
    expect(() => parseTcpUrl(url)).toThrow(/a port is 1 to 65535$/);
  });

  it.each(['tcp://[]:80', 'tcp://[127.0.0.1]:80', 'tcp://[host]:80'])('refuses the brackets of %s', (url) => {
    expect(() => parseTcpUrl(url)).toThrow(/the brackets hold no IPv6 address$/);
  });
});

interface Connection {
  readonly transport: Transport;
  readonly peer: net.Socket;
  close(): Promise<void>;
}

const connect = async (options: TcpTransportOptions = {}): Promise<Connection> => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const accepted = once(server, 'connection') as Promise<[net.Socket]>;
  const transport = await new Promise<Transport>((resolve, reject) => {
    const dialled = createTcpTransport(
      `tcp://127.0.0.1:${port}`,
      options,
    )({
      onOpen: () => resolve(dialled),
      onBytes: () => {},
      onClose: reject,
    });
  });
  const [peer] = await accepted;
  peer.resume();
  const close = async (): Promise<void> => {
    transport.abort();
    server.close();
    await once(server, 'close');
  };
  return { transport, peer, close };
};

/** Dials what cannot work and gives what the listener heard. */
const dialInVain = (url: string, options: TcpTransportOptions = {}): Promise<TransportCloseInfo> =>
  new Promise((resolve, reject) => {
    createTcpTransport(
      url,
      options,
    )({ onOpen: () => reject(new Error('opened')), onBytes: () => {}, onClose: resolve });
  });

describe('createTcpTransport', () => {
  it('turns on no-delay and a keepalive of 10 s, both by default', async () => {
    const noDelay = vi.spyOn(net.Socket.prototype, 'setNoDelay');
    const keepAlive = vi.spyOn(net.Socket.prototype, 'setKeepAlive');
    const { close } = await connect();
    expect(noDelay.mock.calls).toEqual([[true]]);
    expect(keepAlive.mock.calls).toEqual([[true, 10_000]]);
    await close();
  });

  it('rounds the keepalive up to whole seconds, as the kernel refuses zero', async () => {
    const keepAlive = vi.spyOn(net.Socket.prototype, 'setKeepAlive');
    const { close } = await connect({ keepAliveMs: 1 });
    expect(keepAlive.mock.calls).toEqual([[true, 1000]]);
    await close();
  });

  it('leaves off what it is told to leave off', async () => {
    const noDelay = vi.spyOn(net.Socket.prototype, 'setNoDelay');
    const keepAlive = vi.spyOn(net.Socket.prototype, 'setKeepAlive');
    const { close } = await connect({ noDelay: false, keepAliveMs: 0 });
    expect(noDelay.mock.calls).toEqual([[false]]);
    expect(keepAlive.mock.calls).toEqual([[false, 0]]);
    await close();
  });

  it('reports a URL that it cannot read, and not from inside the dial', async () => {
    const info = await dialInVain('tcp://nowhere');
    expect(info).toMatchObject({ how: 'failed', cause: { name: 'UsageError', code: 'BAD_OPTION' } });
  });

  it('reports options that Node refuses', async () => {
    const info = await dialInVain('tls://localhost:1', { tls: { minVersion: 'nonsense' as 'TLSv1.3' } });
    expect(info).toMatchObject({ how: 'failed', cause: { code: 'ERR_TLS_INVALID_PROTOCOL_VERSION' } });
  });

  it('says something also when a host of several addresses failed, for which Node has no words', async () => {
    const failure = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket) {
      return this.destroy(failure);
    });
    expect(await dialInVain('tcp://localhost:1')).toEqual({ how: 'failed', detail: 'ECONNREFUSED', cause: failure });
  });
});
