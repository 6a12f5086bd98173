import net from 'node:net';
import { type AcceptLink, type Link, type LinkCloseHow, PIECE_COST_BYTES } from '../link/link.ts';
import { closeServer, formatAddress, keepAlive, limitConnections, listenOn } from './listen-on.ts';
import type { Door, Listener } from './listener.ts';
import { howBroken, resetSocket } from './reset-socket.ts';

/** Stays empty, so it may be shared. */
const NOTHING = new Uint8Array(0);

/** How to listen for TCP. */
export interface TcpListenerOptions {
  readonly host: string;
  /** Port 0 takes a free one, which is then kept for every later `open()`. */
  readonly port: number;
  /** Connections beyond so many are closed unseen. */
  readonly maxConnections: number;
  /** After so long without a byte the kernel asks whether the peer's host is there; 0: never. */
  readonly keepAliveMs: number;
}

/** Takes TCP connections on one port. The kernel opens them, so a stall does not keep them from opening. */
export class TcpListener implements Listener {
  readonly #options: TcpListenerOptions;
  #port: number;
  #server: net.Server | undefined;

  constructor(options: TcpListenerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get name(): string {
    return `tcp://${formatAddress(this.#options.host, this.#port)}`;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  async open(accept: AcceptLink, door: Door): Promise<void> {
    const { host, maxConnections, keepAliveMs } = this.#options;
    const options = { allowHalfOpen: true, noDelay: true, ...keepAlive(keepAliveMs) };
    const server = net.createServer(options, (socket) => letIn(socket, accept, door));
    limitConnections(server, maxConnections);
    this.#server = server;
    this.#port = await listenOn(server, host, this.#port);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await closeServer(server);
  }

  pause(): void {}

  resume(): void {}
}

/** The kernel has opened the connection already: who waits is neither read nor written, who is refused is reset. */
const letIn = (socket: net.Socket, accept: AcceptLink, door: Door): void => {
  const ignore = (): void => {};
  socket.on('error', ignore);
  const enter = (): void => takeSocket(socket, accept);
  const refuse = (): void => resetSocket(socket);
  socket.once('close', door({ enter, refuse }));
};

/** Carries one TCP connection that is open; made with `allowHalfOpen`. */
export const takeSocket = (socket: net.Socket, accept: AcceptLink): void => {
  let how: LinkCloseHow = 'fin';
  socket.on('error', (error) => {
    how = howBroken(error);
  });
  const reset = (): void => {
    how = 'reset';
    resetSocket(socket);
  };
  const listener = accept(createTcpLink(socket, reset));
  if (listener === undefined) {
    reset();
    return;
  }
  socket.on('data', (bytes) => listener.onBytes(bytes));
  socket.on('end', () => askWhetherFin(socket, () => listener.onEnd()));
  socket.on('close', () => listener.onClose(how));
};

/** Node tells a RST that arrives together with bytes as an end. To write nothing makes the kernel say which of the two it was. */
const askWhetherFin = (socket: net.Socket, onFin: () => void): void => {
  // Behind bytes that wait, the answer could take as long as the peer likes.
  if (socket.writableEnded || socket.writableLength > 0) onFin();
  else
    socket.write(NOTHING, (error) => {
      if (!error) onFin();
    });
};

const createTcpLink = (socket: net.Socket, reset: () => void): Link => {
  let waitingWrites = 0;
  const onWritten = (): void => {
    waitingWrites--;
  };
  return {
    kind: 'tcp',
    peerName: formatAddress(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0),
    send: (bytes) => {
      if (!socket.writable) return;
      if (socket.writableLength === 0) {
        socket.write(bytes);
        return;
      }
      waitingWrites++;
      socket.write(bytes, onWritten);
    },
    end: () => void socket.end(),
    reset,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    get bufferedBytes() {
      return socket.writableLength;
    },
    get bufferedCost() {
      return socket.writableLength + waitingWrites * PIECE_COST_BYTES;
    },
  };
};
