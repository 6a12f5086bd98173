import http from 'node:http';
import type net from 'node:net';
import { WebSocket } from 'ws';
import { takeWebSocket, WEB_SOCKET_LIMITS } from '../listen/web-socket-link.ts';
import { dialTls } from './dial-tls.ts';
import { formatProxyAddress, type ProxyAddress } from './proxy-address.ts';
import type { OpenSide } from './proxy-front.ts';

/** How to ask the server for a WebSocket. */
export interface WebSocketDialOptions {
  readonly to: ProxyAddress;
  /** Takes any certificate of the server. */
  readonly insecure: boolean;
  readonly dialTimeoutMs: number;
  /** The largest message that is taken. */
  readonly maxMessageBytes: number;
}

/** A WebSocket that the server has opened. */
export interface DialledWebSocket {
  readonly webSocket: WebSocket;
  /** What lies under it. */
  readonly socket: net.Socket;
  /** The cookies that the server set as it answered. */
  readonly cookies: readonly string[];
}

/** Hears how a dial went. One of the two, once, unless it is cancelled. */
export interface DialListener {
  onOpen(dialled: DialledWebSocket): void;
  /** It failed; `status` is for the client, such as `502 Bad Gateway`. */
  onFail(status: string, why: string): void;
}

/** Headers that belong to one connection, or that the dial makes anew. */
const OWN_HEADERS =
  /^(?:host|connection|upgrade|keep-alive|te|trailer|transfer-encoding|content-length|proxy-.*|sec-websocket-.*)$/;

/** Asks the server for what a client asked for: path, query, subprotocols and headers are the client's. Returns the canceller. */
export const dialWebSocket = (
  request: http.IncomingMessage,
  options: WebSocketDialOptions,
  listener: DialListener,
): (() => void) => {
  let isOver = false;
  const fail = (status: number, why: string): void => {
    if (isOver) return;
    isOver = true;
    listener.onFail(`${status} ${http.STATUS_CODES[status] ?? 'Refused'}`, why);
  };
  let webSocket: WebSocket;
  try {
    webSocket = createWebSocket(request, options);
  } catch (error) {
    // Subprotocols that are none, or a path with control characters. Later, since nobody can cancel it yet.
    queueMicrotask(() => fail(400, `The request cannot be forwarded: ${(error as Error).message}`));
    return () => {
      isOver = true;
    };
  }
  let response: http.IncomingMessage | undefined;
  webSocket.on('upgrade', (answer) => {
    response = answer;
  });
  webSocket.on('unexpected-response', (own, answer) => {
    own.destroy();
    fail(answer.statusCode ?? 502, 'The server behind the proxy refused.');
  });
  webSocket.on('error', (error) => fail(502, `The server behind the proxy is not to be had: ${error.message}`));
  webSocket.once('open', () => {
    isOver = true;
    listener.onOpen({ webSocket, socket: response!.socket, cookies: response!.headers['set-cookie'] ?? [] });
  });
  return () => {
    isOver = true;
    webSocket.terminate();
  };
};

const createWebSocket = (request: http.IncomingMessage, options: WebSocketDialOptions): WebSocket => {
  const { url: path = '/', headers } = request;
  // A proxy request names its own host; this one has a server already.
  if (!path.startsWith('/')) throw new Error('its path does not begin with /');
  const names = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  const forwarded = Object.entries(headers).filter(([name]) => !OWN_HEADERS.test(name));
  const { to, insecure } = options;
  return new WebSocket(formatProxyAddress(to) + path, names, {
    ...(to.isSecure ? { createConnection: () => dialTls(to, insecure) } : {}),
    headers: Object.fromEntries(forwarded) as Record<string, string>,
    ...WEB_SOCKET_LIMITS,
    maxPayload: options.maxMessageBytes,
    handshakeTimeout: options.dialTimeoutMs,
  });
};

/** Wraps a WebSocket that has just opened. */
export const createWebSocketSide = (webSocket: WebSocket, socket: net.Socket): OpenSide => {
  let closeCode: number | undefined;
  return {
    take: (accept) => {
      // Before the link hears of it, whose listener asks.
      webSocket.on('close', (code) => {
        if (isSendable(code)) closeCode = code;
      });
      takeWebSocket(webSocket, socket, accept);
    },
    closeCode: () => closeCode,
    onDrain: (fn) => void socket.on('drain', fn),
  };
};

/** RFC 6455, section 7.4: 1004 to 1006 and 1015 never travel. */
const isSendable = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
