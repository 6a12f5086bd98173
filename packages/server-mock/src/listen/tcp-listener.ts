import net from 'node:net';
import { type AcceptLink, type Link, PIECE_COST_BYTES } from '../link/link.ts';
import { closeServer, formatAddress, limitConnections, listenOn } from './listen-on.ts';
import type { Door, Listener } from './listener.ts';
import { resetSocket } from './reset-socket.ts';

/** Stays empty, so it may be shared. */
const NOTHING = new Uint8Array(0);

/** Takes TCP connections on one port. The kernel opens them, so a stall does not keep them from opening. */
export class TcpListener implements Listener {
  readonly #host: string;
  readonly #maxConnections: number;
  #port: number;
  #server: net.Server | undefined;

  /** Port 0 takes a free one, which is then kept for every later `open()`. Connections beyond `maxConnections` are closed unseen. */
  constructor(host: string, port: number, maxConnections: number) {
    this.#host = host;
    this.#maxConnections = maxConnections;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  get name(): string {
    return `tcp://${formatAddress(this.#host, this.#port)}`;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  async open(accept: AcceptLink, door: Door): Promise<void> {
    const options = { allowHalfOpen: true, noDelay: true };
    const server = net.createServer(options, (socket) => letIn(socket, accept, door));
    limitConnections(server, this.#maxConnections);
    this.#server = server;
    this.#port = await listenOn(server, this.#host, this.#port);
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
  let isBroken = false;
  socket.on('error', () => {
    isBroken = true;
  });
  const reset = (): void => {
    isBroken = true;
    resetSocket(socket);
  };
  const listener = accept(createTcpLink(socket, reset));
  if (listener === undefined) {
    reset();
    return;
  }
  socket.on('data', (bytes) => listener.onBytes(bytes));
  socket.on('end', () => askWhetherFin(socket, () => listener.onEnd()));
  socket.on('close', () => listener.onClose(isBroken ? 'reset' : 'fin'));
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
