// What a way plays with: servers, clients and sockets that print what they see, and that are all gone when the way is over.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NetMgr, type NetMgrOptions } from '@netmgr/client/node';
import { type ListenOptions, MockServer } from '@netmgr/server-mock/node';
import type { Layer, Printer } from './printer.ts';

/** One of the ways to find a dead peer. */
export interface Way {
  /** What it is called on the command line. */
  readonly name: string;
  /** Says in a line how it works. */
  readonly title: string;
  /** Tells that it stops a process, which Windows cannot. @default false */
  readonly stopsProcess?: boolean;
  /** Plays it, in a few seconds. */
  readonly play: (stage: Stage) => Promise<void>;
}

/** Where one way is played. */
export class Stage {
  readonly #printer: Printer;
  readonly #signal: AbortSignal;
  readonly #closers: (() => unknown)[] = [];

  constructor(printer: Printer, signal: AbortSignal) {
    this.#printer = printer;
    this.#signal = signal;
  }

  /** Prints what somebody saw, or what is done. */
  say(layer: Layer, text: string): void {
    this.#printer.say(layer, text);
  }

  /** Lets time pass. Rejects when the program is interrupted. */
  async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#signal });
  }

  /** Opens a server on TCP that tells who comes and goes, and why. */
  async openServer(options: ListenOptions): Promise<MockServer> {
    const server = await MockServer.listen({ tcpPort: 0, ...options });
    this.#closers.push(() => server.close());
    server.on('clientOnline', ({ id }) => this.say('server', `client ${id} is online`));
    server.on('clientOffline', ({ id, lastHeardAt }, reason) => {
      const silentMs = performance.now() - lastHeardAt;
      this.say('server', `client ${id} is offline: ${reason}, last heard ${(silentMs / 1000).toFixed(2)} s ago`);
    });
    return server;
  }

  /** Connects a NetMgr that tells how it loses its connection. It does not come back, unless `options` say so. */
  async connect(server: MockServer, options: NetMgrOptions = {}): Promise<NetMgr> {
    const client = new NetMgr({ url: server.urls.tcp, reconnect: false, quitTimeoutMs: 200, ...options });
    this.#closers.push(() => client.close());
    client.on('disconnected', ({ error, willReconnect }) => {
      if (error !== undefined) {
        this.say('client', `${error.message}; ${willReconnect ? 'it will come back' : 'it stays away'}`);
      }
    });
    await client.connect();
    await this.until(() => server.clientCount > 0);
    return client;
  }

  /** Connects a bare socket, which knows nothing of heartbeats. */
  async dial(server: MockServer): Promise<net.Socket> {
    const socket = net.connect(server.ports.tcp, '127.0.0.1').resume();
    socket.on('error', () => {});
    this.#closers.push(() => socket.destroy());
    await once(socket, 'connect');
    await this.until(() => server.clientCount > 0);
    return socket;
  }

  /** Opens a bare TCP server that tells what its sockets tell. Gives its port. */
  async listen(use: (socket: net.Socket) => void = () => {}): Promise<number> {
    const server = net.createServer((socket) => {
      this.#closers.push(() => socket.destroy());
      socket.on('data', (bytes) => this.say('socket', `${bytes.length} bytes: ${bytes.toString('hex')}`));
      socket.on('end', () => this.say('socket', 'a read of zero bytes: the other end has finished (FIN)'));
      socket.on('error', ({ message }) => this.say('socket', `an error: ${message}`));
      use(socket);
    });
    this.#closers.push(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as net.AddressInfo).port;
  }

  /** Starts a client as a process of its own, which prints what it sees, and waits until the server knows it. */
  async startProcess(server: MockServer, ...ports: readonly number[]): Promise<ChildProcess> {
    const file = fileURLToPath(new URL('child.js', import.meta.url));
    const child = spawn(process.execPath, [file, server.urls.tcp, ...ports.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#closers.push(() => child.kill('SIGKILL'));
    createInterface({ input: child.stdout }).on('line', (line) => this.say('client', line));
    await this.until(() => server.clientCount > 0);
    return child;
  }

  /** Waits until something is so. Rejects when the program is interrupted. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.pause(10);
  }

  /** Waits until all clients of a server are offline. */
  async untilNobodyIsLeft(server: MockServer): Promise<void> {
    await this.until(() => server.clientCount === 0);
  }

  /** Takes away all that is left. */
  async clear(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
