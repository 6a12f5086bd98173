import net from 'node:net';
import type { MockServerOptions } from '@netmgr/server-mock';
import { createFaultProxy, type FaultProxy, type FaultProxyOptions, MockServer } from '@netmgr/server-mock/node';
import { onTestFinished } from 'vitest';
import { expectQuiet } from './expect-quiet.ts';
import { dialTcp, dialWebSocket, type RawPeer } from './mock-world.ts';

/** One way through a proxy. */
export interface ProxyWay {
  readonly name: 'tcp' | 'web socket';
  readonly kind: 'tcp' | 'ws';
  dial(port: number): Promise<RawPeer>;
}

export const PROXY_WAYS: readonly ProxyWay[] = [
  { name: 'tcp', kind: 'tcp', dial: (port) => dialTcp(port) },
  { name: 'web socket', kind: 'ws', dial: (port) => dialWebSocket(port) },
];

/** Opens a proxy before any server. When the test is done it is closed and must be quiet. */
export const openProxy = async (
  kind: 'tcp' | 'ws',
  to: string,
  options: Partial<FaultProxyOptions> = {},
): Promise<FaultProxy> => {
  const proxy = await createFaultProxy({ listen: `${kind}:127.0.0.1:0`, to, ...options });
  onTestFinished(async () => {
    await proxy.close();
    expectQuiet([
      {
        name: 'proxy',
        noise: () => ({
          clients: proxy.clients.length,
          'armed timers': proxy.armedTimers,
          faults: proxy.faults.length,
        }),
      },
    ]);
  });
  return proxy;
};

/** Tells the port of a URL such as `tcp://127.0.0.1:9000`. */
export const portOf = (url: string): number => Number(/:(\d+)(?:\/|$)/.exec(url)?.[1]);

/** A mock server, and a proxy before it. */
export interface ProxyBench {
  readonly server: MockServer;
  readonly proxy: FaultProxy;
  /** Dials the proxy. When the test is done the peer is reset. */
  dial(): Promise<RawPeer>;
}

/** Opens both. When the test is done both are closed. */
export const openProxyBench = async (
  { kind, dial }: ProxyWay,
  options: Partial<FaultProxyOptions> = {},
  serverOptions: MockServerOptions = {},
): Promise<ProxyBench> => {
  const server = await MockServer.listen(serverOptions);
  onTestFinished(() => server.close());
  const proxy = await openProxy(kind, server.urls[kind], options);
  return {
    server,
    proxy,
    dial: async () => {
      const peer = await dial(portOf(proxy.url));
      onTestFinished(() => peer.reset());
      return peer;
    },
  };
};

/** A TCP server whose connections the test holds in its hands. */
export interface BareServer {
  readonly port: number;
  readonly sockets: net.Socket[];
}

/** Opens one that answers nothing by itself, not even a FIN. */
export const openBareServer = async (): Promise<BareServer> => {
  const sockets: net.Socket[] = [];
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as net.AddressInfo).port, sockets };
};
