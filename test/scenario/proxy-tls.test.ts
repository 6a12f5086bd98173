import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { NetMgr } from '@netmgr/client/node';
import { createFaultProxy, type FaultProxy, latency, split } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { selfSigned } from '../contract/self-signed.ts';
import { runMockCommand } from '../support/mock-command.ts';
import { until } from '../support/mock-world.ts';

/** A server behind TLS that sends back all it hears. */
interface EchoServer {
  readonly address: string;
  /** How each connection ended, such as `ECONNRESET`; `fin` when it was in good order. */
  readonly endings: readonly string[];
  /** Path and Host of each request. */
  readonly requests: readonly string[];
}

const listen = async (server: tls.Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

const noteEndings = (server: tls.Server): string[] => {
  const endings: string[] = [];
  server.on('secureConnection', (socket) => {
    let ending = 'fin';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ending = error.code ?? error.message;
    });
    socket.on('close', () => endings.push(ending));
    onTestFinished(() => void socket.destroy());
  });
  return endings;
};

const openEcho = async (kind: 'tls' | 'wss'): Promise<EchoServer> => {
  const requests: string[] = [];
  if (kind === 'tls') {
    const server = tls.createServer(selfSigned('localhost'));
    const endings = noteEndings(server);
    server.on('secureConnection', (socket) => socket.pipe(socket));
    return { address: `tls:127.0.0.1:${await listen(server)}`, endings, requests };
  }
  const server = createServer(selfSigned('localhost'));
  const endings = noteEndings(server);
  const webSockets = new WebSocketServer({ server });
  webSockets.on('connection', (socket, { url, headers }) => {
    requests.push(`${url} ${headers.host}`);
    socket.on('message', (data) => socket.send(data));
  });
  return { address: `wss://127.0.0.1:${await listen(server)}/game`, endings, requests };
};

const listenFor = (kind: 'tls' | 'wss'): string => (kind === 'tls' ? 'tcp:127.0.0.1:0' : 'ws:127.0.0.1:0');

const openProxy = async (kind: 'tls' | 'wss', to: string, insecure = true): Promise<FaultProxy> => {
  const proxy = await createFaultProxy({ listen: listenFor(kind), to, insecure, closeTimeoutMs: 10_000 });
  onTestFinished(() => proxy.close());
  return proxy;
};

const connect = async (url: string): Promise<{ readonly net: NetMgr; readonly heard: string[] }> => {
  const net = new NetMgr({ url, reconnect: false, heartbeat: false });
  onTestFinished(() => net.close());
  const heard: string[] = [];
  net.on('unhandled', ({ id, body }) => heard.push(`${id} ${Buffer.from(body).toString()}`));
  await net.connect();
  return { net, heard };
};

describe.each(['tls', 'wss'] as const)('a proxy to %s', { timeout: 30_000 }, (kind) => {
  it('forwards both ways with its faults, and ends in good order', async () => {
    const server = await openEcho(kind);
    const proxy = await openProxy(kind, server.address);
    proxy.addFault(split({ bytes: 1 }));
    proxy.addFault(latency({ ms: 5 }));
    const { net, heard } = await connect(proxy.url);
    const text = 'x'.repeat(500);
    net.sendFrame(2001, Buffer.from(text));
    await until('the echo comes', () => heard.length > 0);
    expect(heard).toEqual([`2001 ${text}`]);
    expect(server.requests).toEqual(kind === 'tls' ? [] : [`/game/ ${server.address.slice(6, -5)}`]);
    await net.close();
    await until('the server knows', () => server.endings.length > 0);
    expect(server.endings).toEqual(['fin']);
  });

  it('hands a reset on to both sides', async () => {
    const server = await openEcho(kind);
    const proxy = await openProxy(kind, server.address);
    const { net, heard } = await connect(proxy.url);
    net.sendFrame(7, Buffer.from('x'));
    await until('both have heard of each other', () => heard.length > 0);
    proxy.dropAll('reset');
    await until('both know', () => net.state === 'closed' && server.endings.length > 0);
    expect(server.endings).toEqual(['ECONNRESET']);
  });

  it('turns clients away from a certificate that it does not know, unless it is told not to look', async () => {
    const server = await openEcho(kind);
    const proxy = await openProxy(kind, server.address, false);
    const reasons: string[] = [];
    proxy.on('unreachable', (_peerName, why) => reasons.push(why));
    await connect(proxy.url).catch(() => {});
    await until('it is told', () => reasons.length > 0);
    expect(reasons).toEqual([expect.stringMatching(/self-signed certificate/)]);
  });

  it('tells of a server that is not there', async () => {
    const server = tls.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const proxy = await openProxy(kind, `${kind}:127.0.0.1:${port}`);
    const reasons: string[] = [];
    proxy.on('unreachable', (_peerName, why) => reasons.push(why));
    await connect(proxy.url).catch(() => {});
    await until('it is told', () => reasons.length > 0);
    expect(reasons).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
  });

  it('is opened by the command with --insecure', async () => {
    const server = await openEcho(kind);
    const command = runMockCommand('proxy', '--listen', listenFor(kind), '--to', server.address, '--insecure');
    const [, url = ''] = await command.printed(/ {2}clients +(\S+)\n/);
    const { net, heard } = await connect(url);
    net.sendFrame(7, Buffer.from('hello'));
    await until('the echo comes', () => heard.length > 0);
    expect(heard).toEqual(['7 hello']);
    command.child.kill('SIGTERM');
    expect(await command.ended()).toBe(0);
  });
});
