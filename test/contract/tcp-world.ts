import * as net from 'node:net';
import * as tls from 'node:tls';
import type { TransportFactory } from '@netmgr/client';
import { createTcpTransport } from '@netmgr/client/node';
import {
  listen,
  listenAndReset,
  listenMutely,
  listenToNobody,
  type OpenPort,
  passRealTime,
  REFUSED_PORT,
} from './raw-servers.ts';
import { selfSigned } from './self-signed.ts';
import type { Peer, TransportWorld } from './transport.contract.ts';

/** Opens a raw `node:net` server and the ways to dial it by TCP. */
export const openTcpWorld = async (): Promise<TransportWorld> => {
  const peers: SocketPeer[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => peers.push(new SocketPeer(socket, socket)));
  const dial = (port: number): TransportFactory => createTcpTransport(`tcp://127.0.0.1:${port}`);
  return openWorld(server, peers, await listenToNobody(), dial);
};

/** Opens a raw `node:tls` server with a certificate of its own and the ways to dial it by TLS. */
export const openTlsWorld = async (): Promise<TransportWorld> => {
  const { key, cert } = selfSigned('localhost');
  const peers: SocketPeer[] = [];
  /** By the dialler's port, which tells the connections apart. */
  const carriers = new Map<number | undefined, net.Socket>();
  const server = tls.createServer({ key, cert, allowHalfOpen: true }, (socket) => {
    peers.push(new SocketPeer(socket, carriers.get(socket.remotePort)!));
  });
  server.on('connection', (socket) => carriers.set(socket.remotePort, socket));
  const dial = (port: number): TransportFactory =>
    createTcpTransport(`tls://127.0.0.1:${port}`, { tls: { ca: cert, servername: 'localhost' } });
  return openWorld(server, peers, await listenMutely(), dial);
};

const openWorld = async (
  server: net.Server,
  peers: readonly SocketPeer[],
  silent: OpenPort,
  dial: (port: number) => TransportFactory,
): Promise<TransportWorld> => {
  const accepted = new Set<net.Socket>();
  server.on('connection', (socket) => accepted.add(socket));
  const answering = await listen(server);
  const broken = await listenAndReset();
  return {
    dial: dial(answering.port),
    dialRefused: dial(REFUSED_PORT),
    dialSilent: dial(silent.port),
    dialBroken: dial(broken.port),
    peers,
    pass: passRealTime,
    close: async () => {
      // Half-open on purpose, so the server's half is the server's to end, also of one that left within its TLS handshake.
      for (const socket of accepted) socket.destroy();
      await Promise.all([answering.close(), broken.close(), silent.close()]);
    },
  };
};

class SocketPeer implements Peer {
  receivedBytes = 0;
  hasSeenEnd = false;
  readonly #socket: net.Socket;
  readonly #carrier: net.Socket;
  readonly #pieces: Buffer[] = [];

  /** `carrier` is the TCP connection under the socket: itself, or what carries its TLS. */
  constructor(socket: net.Socket, carrier: net.Socket) {
    this.#socket = socket;
    this.#carrier = carrier;
    socket.on('data', (chunk) => {
      this.#pieces.push(chunk);
      this.receivedBytes += chunk.length;
    });
    socket.on('error', () => {});
    const end = (): void => {
      this.hasSeenEnd = true;
    };
    socket.on('end', end).on('close', end);
  }

  received(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }

  send(...pieces: Uint8Array[]): void {
    for (const piece of pieces) this.#socket.write(piece);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  fin(): void {
    this.#socket.end();
  }

  reset(): void {
    this.#carrier.resetAndDestroy();
  }
}
