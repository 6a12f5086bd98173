import http from 'node:http';
import type net from 'node:net';
import { WebSocketServer } from 'ws';
import type { AcceptLink } from '../link/link.ts';
import { type AdmissionOptions, findRefusal } from './admission.ts';
import { closeServer, formatAddress, keepAlive, limitConnections, listenOn } from './listen-on.ts';
import type { Door, Listener } from './listener.ts';
import { takeWebSocket, WEB_SOCKET_LIMITS } from './web-socket-link.ts';

/** How to listen for WebSockets. */
export interface WebSocketListenerOptions extends AdmissionOptions {
  readonly host: string;
  /** Port 0 takes a free one, which is then kept for every later `open()`. */
  readonly port: number;
  /** The largest message that is taken. */
  readonly maxMessageBytes: number;
  /** Connections beyond so many are closed unseen, whether they ask for a WebSocket or not. */
  readonly maxConnections: number;
  /** After so long without a byte the kernel asks whether the peer's host is there; 0: never. */
  readonly keepAliveMs: number;
  /** How long a client may take to ask for a WebSocket. */
  readonly handshakeTimeoutMs: number;
}

interface Upgrade {
  readonly request: http.IncomingMessage;
  readonly socket: net.Socket;
  readonly head: Buffer;
}

/** Takes WebSocket connections on one port, from whom the allow-lists admit. */
export class WebSocketListener implements Listener {
  readonly #options: WebSocketListenerOptions;
  readonly #waiting: Set<Upgrade> = new Set();
  #port: number;
  #server: http.Server | undefined;
  #isPaused = false;
  #answer: (upgrade: Upgrade) => void = () => {};
  #door: Door = () => () => {};

  constructor(options: WebSocketListenerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get name(): string {
    return `ws://${formatAddress(this.#options.host, this.#port)}`;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  async open(accept: AcceptLink, door: Door): Promise<void> {
    const { host, maxMessageBytes } = this.#options;
    const webSockets = new WebSocketServer({
      ...WEB_SOCKET_LIMITS,
      noServer: true,
      clientTracking: false,
      maxPayload: maxMessageBytes,
    });
    this.#isPaused = false;
    this.#door = door;
    this.#answer = ({ request, socket, head }) =>
      webSockets.handleUpgrade(request, socket, head, (webSocket) => takeWebSocket(webSocket, socket, accept));
    const server = this.#createServer();
    this.#server = server;
    this.#port = await listenOn(server, host, this.#port);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const { socket } of this.#waiting) socket.destroy();
    this.#waiting.clear();
    if (server === undefined) return;
    const closed = closeServer(server);
    server.closeAllConnections();
    await closed;
  }

  /** Leaves upgrades unanswered, so that a new WebSocket does not open while the server is stalled. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    for (const upgrade of this.#waiting) {
      if (this.#isPaused) return;
      this.#waiting.delete(upgrade);
      this.#answer(upgrade);
    }
  }

  #createServer(): http.Server {
    const timeoutMs = Math.min(this.#options.handshakeTimeoutMs, 2 ** 31 - 1);
    const server = http.createServer(
      {
        headersTimeout: timeoutMs,
        requestTimeout: timeoutMs,
        connectionsCheckingInterval: Math.min(timeoutMs, 1000),
        noDelay: true,
        ...keepAlive(this.#options.keepAliveMs),
      },
      (_request, response) => {
        response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' });
        response.end('This port speaks WebSocket only.\n');
      },
    );
    limitConnections(server, this.#options.maxConnections);
    server.on('upgrade', (request, socket, head) => this.#onUpgrade({ request, socket: socket as net.Socket, head }));
    return server;
  }

  #onUpgrade(upgrade: Upgrade): void {
    const { request, socket } = upgrade;
    const ignore = (): void => {};
    socket.on('error', ignore);
    const { origin, host } = request.headers;
    const refusal = findRefusal({ origin, host }, this.#options);
    if (refusal !== undefined) {
      refuse(socket, '403 Forbidden', refusal);
      return;
    }
    const leave = this.#door({
      enter: () => this.#enter(upgrade),
      refuse: () => refuse(socket, '503 Service Unavailable', 'The server takes no connections.'),
    });
    socket.once('close', leave);
  }

  #enter(upgrade: Upgrade): void {
    if (!this.#isPaused) {
      this.#answer(upgrade);
      return;
    }
    this.#waiting.add(upgrade);
    upgrade.socket.once('close', () => this.#waiting.delete(upgrade));
  }
}

/** Answers a request for a WebSocket with a status such as `403 Forbidden` and a line that says why, and closes. */
export const refuse = (socket: net.Socket, status: string, why: string): void => {
  const body = `${why}\n`;
  const head = [`HTTP/1.1 ${status}`, 'connection: close', 'content-type: text/plain'];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
