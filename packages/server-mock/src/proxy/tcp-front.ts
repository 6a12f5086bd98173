import net from 'node:net';
import type { Clock } from '@netmgr/client';
import { closeServer, formatAddress, listenOn } from '../listen/listen-on.ts';
import { resetSocket } from '../listen/reset-socket.ts';
import { takeSocket } from '../listen/tcp-listener.ts';
import type { ProxyAddress } from './proxy-address.ts';
import type { FrontOwner, OpenSide, ProxyFront } from './proxy-front.ts';

/** Takes TCP clients; the kernel has opened their connections already, so one that the server refuses is reset. */
export class TcpFront implements ProxyFront {
  readonly #listen: ProxyAddress;
  readonly #to: ProxyAddress;
  readonly #clock: Clock;
  readonly #dialTimeoutMs: number;
  readonly #owner: FrontOwner;
  readonly #waiting: Set<net.Socket> = new Set();
  #port: number;
  #server: net.Server | undefined;

  constructor(listen: ProxyAddress, to: ProxyAddress, clock: Clock, dialTimeoutMs: number, owner: FrontOwner) {
    this.#listen = listen;
    this.#to = to;
    this.#clock = clock;
    this.#dialTimeoutMs = dialTimeoutMs;
    this.#owner = owner;
    this.#port = listen.port;
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    const server = net.createServer(options, (socket) => this.#letIn(socket));
    this.#server = server;
    this.#port = await listenOn(server, this.#listen.host, this.#port);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of [...this.#waiting]) resetSocket(socket);
    if (server !== undefined) await closeServer(server);
  }

  #letIn(client: net.Socket): void {
    client.on('error', ignore);
    this.#waiting.add(client);
    const leave = this.#owner.door({ enter: () => this.#dial(client), refuse: () => resetSocket(client) });
    client.once('close', () => {
      this.#waiting.delete(client);
      leave();
    });
  }

  #dial(client: net.Socket): void {
    const peerName = formatAddress(client.remoteAddress ?? 'unknown', client.remotePort ?? 0);
    const cancel = this.#dialServer(
      (server) => {
        client.off('close', cancel);
        this.#waiting.delete(client);
        this.#owner.join(createTcpSide(client), createTcpSide(server), ({ onOpen, onFail }) =>
          this.#dialServer((again) => onOpen(createTcpSide(again)), onFail),
        );
      },
      (error) => {
        client.off('close', cancel);
        resetSocket(client);
        this.#owner.onUnreachable(peerName, error.message);
      },
    );
    client.once('close', cancel);
  }

  #dialServer(onOpen: (server: net.Socket) => void, onFail: (error: Error) => void): () => void {
    const { host, port } = this.#to;
    const server = net.connect({ host, port, allowHalfOpen: true, noDelay: true });
    const fail = (error: Error): void => {
      cancel();
      onFail(error);
    };
    const cancel = (): void => {
      disarm();
      server.off('error', fail).destroy();
    };
    const disarm = this.#clock.after(this.#dialTimeoutMs, () =>
      fail(new Error(`no answer within ${this.#dialTimeoutMs} ms`)),
    );
    server.on('error', ignore).once('error', fail);
    server.once('connect', () => {
      disarm();
      server.off('error', fail);
      onOpen(server);
    });
    return cancel;
  }
}

const ignore = (): void => {};

const createTcpSide = (socket: net.Socket): OpenSide => ({
  take: (accept) => {
    takeSocket(socket, accept);
    socket.resume();
  },
  closeCode: () => undefined,
  onDrain: (fn) => void socket.on('drain', fn),
});
