import net from 'node:net';
import type { Transport, TransportCloseInfo } from '@netmgr/client';
import { createMemoryServer, type MockServer, type MockServerOptions, VirtualClock } from '@netmgr/server-mock';
import { MockServer as NodeMockServer } from '@netmgr/server-mock/node';
import { WebSocket } from 'ws';
import { fromHex, toHex } from './hex.ts';

// Raw peers of a mock server, by every way that leads to it, without the SDK. Time stands still in all three worlds until the
// test moves it, also where the sockets are real.

/** A client that sends and hears bare bytes. */
export interface RawPeer {
  /** Everything heard so far. */
  readonly heard: string;
  /** How the server ended the connection; undefined while it has not. */
  readonly ending: 'fin' | 'reset' | undefined;
  send(hex: string): void;
  fin(): void;
  reset(): void;
}

/** A server and a way to reach it. */
export interface MockWorld {
  readonly clock: VirtualClock;
  readonly server: MockServer;
  /** Dials; rejects when the dial is refused. */
  dial(): Promise<RawPeer>;
}

/** One way to a mock server. */
export interface MockWay {
  readonly name: 'memory' | 'tcp' | 'web socket';
  open(options?: Partial<MockServerOptions>): Promise<MockWorld>;
}

const PATIENCE_MS = 10_000;

/** Waits for a condition, in real time but without sleeping. */
export const until = async (what: string, holds: () => boolean): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms in vain until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Gives everything that could still happen over loopback the time to happen. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 30; i++) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** Dials a port bare. As programs do, it answers a FIN with its own, unless it is to stay half open. */
export const dialTcp = (port: number, allowHalfOpen = false): Promise<RawPeer & { readonly socket: net.Socket }> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen, noDelay: true });
    const peer = {
      socket,
      heard: '',
      ending: undefined as 'fin' | 'reset' | undefined,
      send: (hex: string) => void socket.write(fromHex(hex)),
      fin: () => void socket.end(),
      reset: () => void (socket.writableEnded ? socket.destroy() : socket.resetAndDestroy()),
    };
    socket.once('error', reject);
    socket.on('error', () => {
      peer.ending ??= 'reset';
    });
    socket.on('data', (bytes) => {
      peer.heard += toHex(bytes);
    });
    socket.on('end', () => {
      peer.ending ??= 'fin';
    });
    socket.once('connect', () => resolve(peer));
  });

/** Dials a WebSocket; its other end of a close handshake comes by itself, as in browsers. */
export const dialWebSocket = (port: number): Promise<RawPeer & { readonly webSocket: WebSocket }> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    const webSocket = new WebSocket(`ws://127.0.0.1:${port}`, { createConnection: () => socket });
    const peer = {
      webSocket,
      heard: '',
      ending: undefined as 'fin' | 'reset' | undefined,
      send: (hex: string) => webSocket.send(fromHex(hex)),
      fin: () => webSocket.close(),
      reset: () => void socket.resetAndDestroy(),
    };
    webSocket.once('error', reject);
    webSocket.on('message', (bytes: Buffer) => {
      peer.heard += toHex(bytes);
    });
    webSocket.on('close', (code) => {
      peer.ending = code === 1006 ? 'reset' : 'fin';
    });
    webSocket.once('open', () => resolve(peer));
  });

/** Dials a server in memory. */
export const dialMemory = (factory: (listener: MemoryListener) => Transport): Promise<RawPeer> =>
  new Promise((resolve, reject) => {
    const peer = {
      heard: '',
      ending: undefined as 'fin' | 'reset' | undefined,
      send: (hex: string) => transport.send(fromHex(hex)),
      fin: () => transport.close(),
      reset: () => transport.abort(),
    };
    const transport = factory({
      onOpen: () => resolve(peer),
      onBytes: (bytes) => {
        peer.heard += toHex(bytes);
      },
      onClose: ({ how }) => {
        if (how === 'failed') reject(new Error('refused'));
        peer.ending = how === 'fin' ? 'fin' : 'reset';
      },
    });
  });

interface MemoryListener {
  onOpen(): void;
  onBytes(bytes: Uint8Array): void;
  onClose(info: TransportCloseInfo): void;
}

const memory: MockWay = {
  name: 'memory',
  open: async (options) => {
    const clock = new VirtualClock();
    const server = createMemoryServer({ ...options, clock });
    return { clock, server, dial: () => dialMemory(server.transport) };
  },
};

const tcp: MockWay = {
  name: 'tcp',
  open: async (options) => {
    const clock = new VirtualClock();
    const server = await NodeMockServer.listen({ ...options, clock, tcpPort: 0 });
    return { clock, server, dial: () => dialTcp(server.ports.tcp) };
  },
};

const webSocket: MockWay = {
  name: 'web socket',
  open: async (options) => {
    const clock = new VirtualClock();
    const server = await NodeMockServer.listen({ ...options, clock, webSocketPort: 0 });
    return { clock, server, dial: () => dialWebSocket(server.ports.ws) };
  },
};

/** Every way to a mock server. */
export const MOCK_WAYS: readonly MockWay[] = [memory, tcp, webSocket];
