import { createSystemClock } from '@netmgr/client';
import { UsageError } from '@netmgr/client/protocol';
import { checkNumber, checkText } from './check-option.ts';
import { checkAllowList } from './listen/admission.ts';
import { formatAddress, reachableHost } from './listen/listen-on.ts';
import { TcpListener } from './listen/tcp-listener.ts';
import { WebSocketListener } from './listen/web-socket-listener.ts';
import { MockServer as MockServerCore } from './mock-server.ts';
import { type MockServerOptions, type ResolvedOptions, resolveOptions } from './options.ts';

/** What a mock server with real ports can be told. Without any port it opens both kinds, on free ones. */
export interface ListenOptions extends MockServerOptions {
  /** The TCP port; 0 takes a free one. @default none, when `webSocketPort` is given */
  readonly tcpPort?: number;
  /** The WebSocket port; 0 takes a free one. @default none, when `tcpPort` is given */
  readonly webSocketPort?: number;
  /** The address to bind. Any other than loopback lets other machines in. @default '127.0.0.1' */
  readonly host?: string;
  /** Origins that may connect besides pages from loopback, such as `https://game.example`; `*` is any. @default [] */
  readonly allowedOrigins?: readonly string[];
  /** Host names that clients may use besides loopback and `host`, such as `game.example`; `*` is any. @default [] */
  readonly allowedHosts?: readonly string[];
  /**
   * TCP keepalive: after so long without a byte the kernel asks each second whether the client's host is still there, and gives up after ten
   * questions that nobody answered; the client is then `unreachable`. Whole seconds, the rest is
   * cut off. It finds a dead link or machine, never a program that hangs, for which its kernel answers. 0 never asks.
   * @default 0 ms
   */
  readonly tcpKeepAliveMs?: number;
  /** The largest WebSocket message, which may carry many frames. @default four times maxBodyBytes, at least 1 MiB */
  readonly maxWebSocketMessageBytes?: number;
}

/** A mock server on real ports. */
export class MockServer extends MockServerCore {
  readonly #tcp: TcpListener | undefined;
  readonly #webSocket: WebSocketListener | undefined;
  readonly #host: string;

  private constructor(options: ResolvedOptions, host: string, tcp?: TcpListener, webSocket?: WebSocketListener) {
    super(
      options,
      [tcp, webSocket].filter((listener) => listener !== undefined),
    );
    this.#tcp = tcp;
    this.#webSocket = webSocket;
    this.#host = reachableHost(host);
  }

  /** Opens a server. Rejects with the host's error when a port cannot be opened; nothing stays open then. */
  static async listen(options: ListenOptions = {}): Promise<MockServer> {
    const clock = options?.clock === undefined ? createSystemClock() : options.clock;
    const resolved = resolveOptions(options, clock, LISTEN_OPTION_NAMES);
    const { host = LOOPBACK, tcpPort, webSocketPort } = withSomePort(options);
    checkText('host', host);
    const allowedOrigins = checkAllowList('allowedOrigins', options.allowedOrigins);
    const allowedHosts = [host, ...checkAllowList('allowedHosts', options.allowedHosts)];
    const maxMessageBytes = checkMessageBytes(options.maxWebSocketMessageBytes, resolved.maxBodyBytes);
    // Callers who have not come to be clients, and clients on their way out.
    const maxConnections = 2 * resolved.maxClients;
    const keepAliveMs = checkKeepAlive(options.tcpKeepAliveMs);
    const tcp =
      tcpPort === undefined
        ? undefined
        : new TcpListener({ host, port: checkPort('tcpPort', tcpPort), maxConnections, keepAliveMs });
    const webSocket =
      webSocketPort === undefined
        ? undefined
        : new WebSocketListener({
            host,
            port: checkPort('webSocketPort', webSocketPort),
            allowedOrigins,
            allowedHosts,
            maxMessageBytes,
            maxConnections,
            keepAliveMs,
            handshakeTimeoutMs: resolved.frameTimeoutMs,
          });
    const server = new MockServer(resolved, host, tcp, webSocket);
    await server.open();
    return server;
  }

  /** Tells where to connect to. Asking for a kind that was not opened throws a UsageError. */
  get urls(): { readonly tcp: string; readonly ws: string } {
    const { ports } = this;
    const host = this.#host;
    return {
      get tcp() {
        return `tcp://${formatAddress(host, ports.tcp)}`;
      },
      get ws() {
        return `ws://${formatAddress(host, ports.ws)}`;
      },
    };
  }

  /** Tells the ports. Asking for a kind that was not opened throws a UsageError. */
  get ports(): { readonly tcp: number; readonly ws: number } {
    const tcp = this.#tcp;
    const webSocket = this.#webSocket;
    return {
      get tcp() {
        return portOf(tcp, 'tcpPort');
      },
      get ws() {
        return portOf(webSocket, 'webSocketPort');
      },
    };
  }
}

const LOOPBACK = '127.0.0.1';
const MIB = 1_048_576;
/** The most seconds that Linux takes: 32,767. */
const MAX_KEEP_ALIVE_MS = 32_767_000;

const withSomePort = (options: ListenOptions): ListenOptions =>
  options.tcpPort === undefined && options.webSocketPort === undefined
    ? { ...options, tcpPort: 0, webSocketPort: 0 }
    : options;

/** The names of the options that `ListenOptions` has and `MockServerOptions` has not. */
export const LISTEN_OPTION_NAMES: readonly (keyof ListenOptions)[] = [
  'tcpPort',
  'webSocketPort',
  'host',
  'allowedOrigins',
  'allowedHosts',
  'maxWebSocketMessageBytes',
  'tcpKeepAliveMs',
];

const checkPort = (name: string, port: number): number =>
  checkNumber(name, port, { min: 0, max: 65_535, isWhole: true });

const checkMessageBytes = (value: number | undefined, maxBodyBytes: number): number => {
  const bytes = value === undefined ? Math.max(MIB, 4 * maxBodyBytes) : value;
  return checkNumber('maxWebSocketMessageBytes', bytes, { min: 1, isWhole: true });
};

const checkKeepAlive = (ms = 0): number =>
  ms === 0 ? 0 : checkNumber('tcpKeepAliveMs, where not 0,', ms, { min: 1000, max: MAX_KEEP_ALIVE_MS });

const portOf = (listener: { readonly port: number } | undefined, option: string): number => {
  if (listener !== undefined) return listener.port;
  throw new UsageError('BAD_OPTION', `there is no such port: ${option} was not given to MockServer.listen`);
};
