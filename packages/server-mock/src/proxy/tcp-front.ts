import net from 'node:net';
import type { Clock } from '@netmgr/client';
import { closeServer, formatAddress, limitConnections, listenOn } from '../listen/listen-on.ts';
import { resetSocket } from '../listen/reset-socket.ts';
import { takeSocket } from '../listen/tcp-listener.ts';
import { dialTls } from './dial-tls.ts';
import type { ProxyAddress } from './proxy-address.ts';
import type { FrontOwner, OpenSide, ProxyFront } from './proxy-front.ts';

/** How to take TCP clients. */
export interface TcpFrontOptions {
  readonly listen: ProxyAddress;
  readonly to: ProxyAddress;
  /** Takes any certificate of the server. */
  readonly insecure: boolean;
  readonly clock: Clock;
  readonly dialTimeoutMs: number;
  /** Connections beyond so many are closed unseen. */
  readonly maxConnections: number;
}

/** Takes TCP clients; the kernel has opened their connections already, so one that the server refuses is reset. */
export class TcpFront implements ProxyFront {
  readonly #options: TcpFrontOptions;
  readonly #owner: FrontOwner;
  readonly #waiting: Set<net.Socket> = new Set();
  #port: number;
  #server: net.Server | undefined;

  constructor(options: TcpFrontOptions, owner: FrontOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#port = options.listen.port;
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    const server = net.createServer(options, (socket) => this.#letIn(socket));
    limitConnections(server, this.#options.maxConnections);
    this.#server = server;
    this.#port = await listenOn(server, this.#options.listen.host, this.#port);
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
    const peerName = formatAddress(client.remoteAddress ?? 'unknown', client.remotePort ?? 0);
    const caller = { enter: () => this.#dial(client, peerName), refuse: () => resetSocket(client) };
    const leave = this.#owner.door(caller, peerName);
    client.once('close', () => {
      this.#waiting.delete(client);
      leave();
    });
  }

  #dial(client: net.Socket, peerName: string): void {
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
    const { to, insecure, clock, dialTimeoutMs } = this.#options;
    const { host, port, isSecure } = to;
    const server = isSecure ? dialTls(to, insecure) : net.connect({ host, port, allowHalfOpen: true, noDelay: true });
    const fail = (error: Error): void => {
      cancel();
      onFail(error);
    };
    const cancel = (): void => {
      disarm();
      server.off('error', fail).destroy();
    };
    const disarm = clock.after(dialTimeoutMs, () => fail(new Error(`no answer within ${dialTimeoutMs} ms`)));
    server.on('error', ignore).once('error', fail);
    server.once(isSecure ? 'secureConnect' : 'connect', () => {
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
