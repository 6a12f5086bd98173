import { type Clock, createSystemClock } from '@netmgr/client';
import { checkNumber, checkObject } from './check-option.ts';
import { TcpListener } from './listen/tcp-listener.ts';
import { WebSocketListener } from './listen/web-socket-listener.ts';
import { checkReplayOptions, type ReplayOptions } from './record/replay-options.ts';
import { ReplayServer } from './record/replay-server.ts';

/** How a recording is replayed on ports of this machine. */
export interface ListenReplayOptions extends Omit<ReplayOptions, 'clock'> {
  /** Time. @default the host's */
  readonly clock?: Clock;
  /** The TCP port; 0 takes a free one. @default 0 */
  readonly tcpPort?: number;
  /** The WebSocket port; 0 takes a free one. @default 0 */
  readonly webSocketPort?: number;
}

/** A server on real ports that plays a recording. */
export interface PortReplayServer extends ReplayServer {
  /** Tells where to connect to. */
  readonly urls: { readonly tcp: string; readonly ws: string };
}

/**
 * Opens a TCP and a WebSocket port on loopback that play the server's side of a recording, to whoever connects by either.
 * Rejects with the host's error when a port cannot be opened; nothing stays open then.
 */
export const listenReplay = async (options: ListenReplayOptions): Promise<PortReplayServer> => {
  const { tcpPort = 0, webSocketPort = 0, clock = createSystemClock(), ...rest } = checkObject('the replay', options);
  const replay = { ...rest, clock };
  checkReplayOptions(replay);
  const tcp = new TcpListener({
    host: LOOPBACK,
    port: checkPort('tcpPort', tcpPort),
    maxConnections: MAX_CONNECTIONS,
    keepAliveMs: 0,
  });
  const webSocket = new WebSocketListener({
    host: LOOPBACK,
    port: checkPort('webSocketPort', webSocketPort),
    allowedOrigins: [],
    allowedHosts: [],
    maxMessageBytes: MAX_MESSAGE_BYTES,
    maxConnections: MAX_CONNECTIONS,
    keepAliveMs: 0,
    handshakeTimeoutMs: 10_000,
  });
  const server = new PortReplay(replay, tcp, webSocket);
  try {
    await server.open();
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
};

const LOOPBACK = '127.0.0.1';
const MAX_MESSAGE_BYTES = 16_777_216;
const MAX_CONNECTIONS = 1000;

class PortReplay extends ReplayServer implements PortReplayServer {
  readonly #tcp: TcpListener;
  readonly #webSocket: WebSocketListener;

  constructor(options: ReplayOptions, tcp: TcpListener, webSocket: WebSocketListener) {
    super(options, [tcp, webSocket]);
    this.#tcp = tcp;
    this.#webSocket = webSocket;
  }

  get urls(): { readonly tcp: string; readonly ws: string } {
    return { tcp: this.#tcp.name, ws: this.#webSocket.name };
  }
}

const checkPort = (name: string, port: number): number =>
  checkNumber(name, port, { min: 0, max: 65_535, isWhole: true });
