import * as http from 'node:http';
import type { Socket } from 'node:net';
import { createWebSocketTransport, type TransportFactory, type WebSocketTransportOptions } from '@netmgr/client';
import { WebSocket, WebSocketServer } from 'ws';
import { listen, listenAndReset, listenMutely, passRealTime, REFUSED_PORT } from './raw-servers.ts';
import type { Peer, TransportWorld } from './transport.contract.ts';

/** Dials a port of the loopback. */
export type PortDialler = (port: number) => TransportFactory;

/** Opens a raw `ws` server and the ways to dial it; the `ws` package's own client dials unless another is given. */
export const openWebSocketWorld = async (
  options: WebSocketTransportOptions = {},
  perMessageDeflate = false,
  dial: PortDialler = (port) =>
    createWebSocketTransport(`ws://127.0.0.1:${port}`, { webSocket: WebSocket, ...options }),
): Promise<TransportWorld> => {
  const peers: WebSocketPeer[] = [];
  const server = http.createServer();
  new WebSocketServer({ server, perMessageDeflate }).on('connection', (socket, request) => {
    peers.push(new WebSocketPeer(socket, request.socket));
  });
  const [answering, silent, broken] = await Promise.all([listen(server), listenMutely(), listenAndReset()]);
  return {
    dial: dial(answering.port),
    dialRefused: dial(REFUSED_PORT),
    dialSilent: dial(silent.port),
    dialBroken: dial(broken.port),
    peers,
    pass: passRealTime,
    close: async () => {
      await Promise.all([answering.close(), broken.close(), silent.close()]);
    },
  };
};

class WebSocketPeer implements Peer {
  receivedBytes = 0;
  hasSeenEnd = false;
  /** Counts the messages that carried the bytes. */
  receivedMessages = 0;
  readonly #socket: WebSocket;
  readonly #carrier: Socket;
  readonly #pieces: Buffer[] = [];

  constructor(socket: WebSocket, carrier: Socket) {
    this.#socket = socket;
    this.#carrier = carrier;
    socket.on('message', (data: Buffer) => {
      this.#pieces.push(data);
      this.receivedBytes += data.length;
      this.receivedMessages += 1;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.hasSeenEnd = true;
    });
  }

  received(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }

  send(...pieces: Uint8Array[]): void {
    for (const piece of pieces) this.#socket.send(piece);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  fin(): void {
    this.#socket.close(1000);
  }

  reset(): void {
    this.#carrier.resetAndDestroy();
  }
}
