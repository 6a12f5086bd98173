// The control API over HTTP. Rule 1: it listens on loopback alone. Rule 2: a request with a foreign Host or Origin is refused before
// anything else is looked at, then one without the token. Rule 3: nothing that is sent ends the process or outlives its time.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type net from 'node:net';
import type { Clock } from '@netmgr/client';
import { badOption, checkClock, checkNumber, checkOptions } from '../check-option.ts';
import { findRefusal } from '../listen/admission.ts';
import { closeServer, formatAddress, listenOn } from '../listen/listen-on.ts';
import { ApiError } from './api-error.ts';
import { type ApiAnswer, findRoute, toApiError } from './control-routes.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { readJson } from './read-json.ts';

/** How to serve the API. */
export interface ControlApiOptions {
  readonly proxy: FaultProxy;
  /** The clock of the proxy. */
  readonly clock: Clock;
  /** The port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** What every request must carry; at least eight printable characters without blanks. @default a random one */
  readonly token?: string | undefined;
}

/** The API while it is served. */
export interface ControlApi {
  /** Tells where it is, such as `http://127.0.0.1:9001`. */
  readonly url: string;
  readonly token: string;
  /** Cuts off all callers. Resolves when the port is free. */
  close(): Promise<void>;
}

const API_OPTION_NAMES: readonly (keyof ControlApiOptions)[] = ['proxy', 'clock', 'port', 'token'];
const HOST = '127.0.0.1';
const REQUEST_TIMEOUT_MS = 5000;
const MAX_CALLERS = 32;
/** How long a connection may stand still, such as one whose caller does not read its answer. */
const STILL_TIMEOUT_MS = 10_000;

/** Serves the API of a proxy. Rejects with the host's error when the port cannot be opened, and with UsageError BAD_OPTION. */
export const openControlApi = async (options: ControlApiOptions): Promise<ControlApi> => {
  const { proxy, clock, port, token = createToken() } = checkOptions('the API', options, API_OPTION_NAMES);
  if (typeof proxy?.addFault !== 'function') throw badOption('proxy', 'made by createFaultProxy()', proxy);
  checkClock('clock', clock);
  checkNumber('port', port, { min: 0, max: 65_535, isWhole: true });
  if (typeof token !== 'string' || !/^[\x21-\x7e]{8,256}$/.test(token)) {
    throw badOption('token', '8 to 256 printable characters without blanks', token);
  }
  const isToken = createTokenCheck(token);
  const serve = async (request: http.IncomingMessage): Promise<ApiAnswer> => {
    checkCaller(request, isToken);
    const [path = ''] = (request.url ?? '').split('?', 1);
    const { number, run } = findRoute(request.method ?? '', path);
    const body = await readJson(request);
    return run({ proxy, now: () => clock.now(), number, body });
  };
  const busy = new WeakSet<net.Socket>();
  const server = createServer((request, response) => {
    // Answers to requests that do not wait for each other would queue without end.
    if (busy.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    busy.add(request.socket);
    response.once('close', () => busy.delete(request.socket));
    serve(request)
      .then((answer) => respond(request, response, answer))
      .catch((thrown: unknown) => refuse(request, response, toApiError(thrown)))
      // An answer that cannot be written costs its caller the connection, and nobody else anything.
      .catch(() => response.destroy());
  });
  const boundPort = await listenOn(server, HOST, port);
  return {
    url: `http://${formatAddress(HOST, boundPort)}`,
    token,
    close: async () => {
      const closed = closeServer(server);
      server.closeAllConnections();
      await closed;
    },
  };
};

const createToken = (): string => randomBytes(24).toString('base64url');

/** Compares in a time that tells nothing of how much of a token is right, nor of its length. */
const createTokenCheck = (token: string): ((seen: string) => boolean) => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = digest(token);
  return (seen) => timingSafeEqual(digest(seen), wanted);
};

const checkCaller = ({ headers }: http.IncomingMessage, isToken: (seen: string) => boolean): void => {
  const { origin, host, authorization = '' } = headers;
  const refusal = findRefusal({ origin, host }, { allowedOrigins: [], allowedHosts: [] });
  if (refusal !== undefined) throw new ApiError('FORBIDDEN', refusal);
  const [, seen = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (!isToken(seen)) throw new ApiError('UNAUTHORIZED', 'every request needs Authorization: Bearer and the token');
};

const createServer = (onRequest: http.RequestListener): http.Server => {
  const server = http.createServer(
    {
      headersTimeout: REQUEST_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 500,
    },
    onRequest,
  );
  server.maxConnections = MAX_CALLERS;
  server.setTimeout(STILL_TIMEOUT_MS);
  return server;
};

const respond = (request: http.IncomingMessage, response: http.ServerResponse, { status, value }: ApiAnswer): void => {
  const text = value === undefined ? '' : `${JSON.stringify(value)}\n`;
  response.on('error', () => {});
  response.writeHead(status, {
    ...(text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text, () => {
    // What comes of a body that was not read to its end is thrown away until the caller closes, or its time is over: closed on unread bytes,
    // a connection would take the answer with it. `connection: close` would have Node close it so.
    if (!request.complete) request.resume().socket.end();
  });
};

const refuse = (request: http.IncomingMessage, response: http.ServerResponse, error: ApiError): void =>
  respond(request, response, { status: error.status, value: { error: { code: error.code, message: error.message } } });
