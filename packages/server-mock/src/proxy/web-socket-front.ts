// A WebSocket is made twice: the proxy asks the server for one as the client asked the proxy, and answers the client as the server
// answered. The server is always the one that the proxy was started with, whatever the request says.

import http from 'node:http';
import type net from 'node:net';
import { WebSocketServer } from 'ws';
import { type AdmissionOptions, findRefusal } from '../listen/admission.ts';
import { closeServer, formatAddress, limitConnections, listenOn } from '../listen/listen-on.ts';
import { WEB_SOCKET_LIMITS } from '../listen/web-socket-link.ts';
import { refuse } from '../listen/web-socket-listener.ts';
import {
  createWebSocketSide,
  type DialledWebSocket,
  dialWebSocket,
  type WebSocketDialOptions,
} from './dial-web-socket.ts';
import type { FrontOwner, ProxyFront } from './proxy-front.ts';

/** How to take WebSocket clients. */
export interface WebSocketFrontOptions extends AdmissionOptions, WebSocketDialOptions {
  readonly host: string;
  readonly port: number;
  /** Connections beyond so many are closed unseen. */
  readonly maxConnections: number;
}

/** How long a client may take to ask for a WebSocket. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Takes WebSocket clients, from whom the allow-lists admit; one that the server refuses gets the server's status, or a 502. */
export class WebSocketFront implements ProxyFront {
  readonly #options: WebSocketFrontOptions;
  readonly #owner: FrontOwner;
  readonly #webSockets: WebSocketServer;
  readonly #answers: WeakMap<http.IncomingMessage, DialledWebSocket> = new WeakMap();
  readonly #waiting: Set<net.Socket> = new Set();
  #port: number;
  #server: http.Server | undefined;

  constructor(options: WebSocketFrontOptions, owner: FrontOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#port = options.port;
    this.#webSockets = new WebSocketServer({
      ...WEB_SOCKET_LIMITS,
      noServer: true,
      clientTracking: false,
      maxPayload: options.maxMessageBytes,
      handleProtocols: (_offered, request) => this.#answers.get(request)?.webSocket.protocol || false,
    });
    this.#webSockets.on('headers', (lines, request) => {
      for (const cookie of this.#answers.get(request)?.cookies ?? []) lines.push(`set-cookie: ${cookie}`);
    });
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    const server = createUpgradeServer((request, socket, head) => this.#onUpgrade(request, socket, head));
    limitConnections(server, this.#options.maxConnections);
    this.#server = server;
    this.#port = await listenOn(server, this.#options.host, this.#port);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of [...this.#waiting]) socket.destroy();
    if (server === undefined) return;
    const closed = closeServer(server);
    server.closeAllConnections();
    await closed;
  }

  #onUpgrade(request: http.IncomingMessage, socket: net.Socket, head: Buffer): void {
    socket.on('error', () => {});
    const { origin, host } = request.headers;
    const refusal = findRefusal({ origin, host }, this.#options);
    if (refusal !== undefined) {
      refuse(socket, '403 Forbidden', refusal);
      return;
    }
    this.#waiting.add(socket);
    const peerName = formatAddress(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0);
    const caller = {
      enter: () => this.#dial(request, socket, head, peerName),
      refuse: () => refuse(socket, '503 Service Unavailable', 'The server takes no connections.'),
    };
    const leave = this.#owner.door(caller, peerName);
    socket.once('close', () => {
      this.#waiting.delete(socket);
      leave();
    });
  }

  #dial(request: http.IncomingMessage, socket: net.Socket, head: Buffer, peerName: string): void {
    const cancel = dialWebSocket(request, this.#options, {
      onOpen: (dialled) => {
        socket.off('close', cancel);
        this.#waiting.delete(socket);
        this.#join(request, socket, head, dialled);
      },
      onFail: (status, why) => {
        socket.off('close', cancel);
        refuse(socket, status, why);
        this.#owner.onUnreachable(peerName, why);
      },
    });
    socket.once('close', cancel);
  }

  #join(request: http.IncomingMessage, socket: net.Socket, head: Buffer, dialled: DialledWebSocket): void {
    let isOpen = false;
    this.#answers.set(request, dialled);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      isOpen = true;
      const server = createWebSocketSide(dialled.webSocket, dialled.socket);
      this.#owner.join(createWebSocketSide(webSocket, socket), server, ({ onOpen, onFail }) =>
        dialWebSocket(request, this.#options, {
          onOpen: (again) => onOpen(createWebSocketSide(again.webSocket, again.socket)),
          onFail,
        }),
      );
    });
    // A client that has left meanwhile, or whose request is none, gets no WebSocket.
    if (!isOpen) dialled.webSocket.terminate();
  }
}

const createUpgradeServer = (
  onUpgrade: (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => void,
): http.Server => {
  const server = http.createServer(
    {
      headersTimeout: REQUEST_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1000,
      noDelay: true,
    },
    (_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' });
      response.end('This port forwards WebSockets only.\n');
    },
  );
  return server.on('upgrade', (request, socket, head) => onUpgrade(request, socket as net.Socket, head));
};
