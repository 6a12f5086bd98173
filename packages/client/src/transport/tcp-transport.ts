import * as net from 'node:net';
import * as tls from 'node:tls';
import { UsageError } from '../errors.ts';
import { GatedTransport } from './gated-transport.ts';
import type { TransportFactory, TransportListener } from './transport.ts';

/** What `createTcpTransport` can be told. */
export interface TcpTransportOptions {
  /** Idle milliseconds before the first TCP keepalive probe, rounded up to whole seconds; 0 turns keepalive off. @default 10_000 */
  readonly keepAliveMs?: number | undefined;
  /** Sends small segments at once, without Nagle's delay. @default true */
  readonly noDelay?: boolean | undefined;
  /** What `tls:` adds, as `tls.connect` takes it: `ca`, `rejectUnauthorized`, `servername` and so on. @default Node's own defaults */
  readonly tls?: tls.ConnectionOptions | undefined;
}

/** Where a `tcp:` or `tls:` URL points. */
export interface TcpAddress {
  /** True for `tls:`. */
  readonly isSecure: boolean;
  /** A host name, an IPv4 or an IPv6 address, the last without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** Stays empty, so it may be shared. */
const NOTHING = new Uint8Array(0);
const DEFAULT_KEEP_ALIVE_MS = 10_000;
/** Bun calls `onread` on no socket. Where it is not known, what comes is told as `data`. */
const knowsReader = process.versions.bun === undefined;
/** As much as Node reads at once by itself. */
const READ_BYTES = 65_536;
const URL_SHAPE = /^(tcp|tls):\/\/(?:\[([^\]]*)\]|([^\s:/?#@[\]]+)):(\d+)\/?$/i;

/** Reads `tcp://host:port` or `tls://host:port`, an IPv6 host in brackets; throws `UsageError` `BAD_OPTION` on anything else. */
export const parseTcpUrl = (url: string): TcpAddress => {
  const [, scheme, v6, name, digits] = URL_SHAPE.exec(url) ?? [];
  if (scheme === undefined) throw badUrl(url, 'expected tcp://host:port or tls://host:port');
  if (v6 !== undefined && !net.isIPv6(v6)) throw badUrl(url, 'the brackets hold no IPv6 address');
  const port = Number(digits);
  if (port < 1 || port > 65_535) throw badUrl(url, 'a port is 1 to 65535');
  return { isSecure: scheme.toLowerCase() === 'tls', host: v6 ?? name!, port };
};

const badUrl = (url: string, rule: string): UsageError =>
  new UsageError('BAD_OPTION', `url ${JSON.stringify(url)}: ${rule}`);

/**
 * Creates the factory that dials `url` (`tcp:` or `tls:`) from Node. A URL that cannot work is reported by `onClose`.
 * Over TLS, a break that arrives together with the last bytes is told as `fin`: Node does not let it be told apart.
 */
export const createTcpTransport = (url: string, options?: TcpTransportOptions): TransportFactory => {
  return (listener) => new TcpTransport(url, options, listener);
};

const OWNER = Symbol('owner');

/** A socket that knows its transport, so that one set of listeners serves all sockets: closures would be some 300 bytes of each. */
type OwnedSocket = net.Socket & { [OWNER]: TcpTransport };

class TcpTransport extends GatedTransport {
  #socket: net.Socket | undefined;
  #sawFin = false;
  #error: NodeJS.ErrnoException | undefined;

  constructor(url: string, options: TcpTransportOptions | undefined, listener: TransportListener) {
    super(listener);
    try {
      this.#listenTo(dial(parseTcpUrl(url), TcpTransport.#ON_READ, options));
    } catch (error) {
      this.fail((error as Error).message, { cause: error });
    }
  }

  get bufferedBytes(): number {
    return this.#socket?.writableLength ?? 0;
  }

  protected write(bytes: Uint8Array): void {
    this.#socket!.write(bytes);
  }

  protected sayGoodbye(): void {
    this.#socket!.end();
  }

  #listenTo(socket: net.Socket): void {
    this.#socket = socket;
    Object.assign(socket, { [OWNER]: this });
    const { open, data, end, error, close } = TcpTransport.#LISTENERS;
    socket.once(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', open);
    socket.on('data', data).on('end', end).on('error', error).on('close', close);
  }

  static readonly #LISTENERS = {
    open(this: OwnedSocket): void {
      this[OWNER].open();
    },
    data(this: OwnedSocket, chunk: Buffer): void {
      this[OWNER].bytes(chunk);
    },
    end(this: OwnedSocket): void {
      this[OWNER].#hearFin(this);
    },
    error(this: OwnedSocket, error: Error): void {
      this[OWNER].#error ??= error;
    },
    close(this: OwnedSocket): void {
      this[OWNER].#hearClose();
    },
  };

  /**
   * Reads for all sockets into the same buffer, as a listener may only look at it until it returns: by itself Node makes one of 64 KiB for each read,
   * cuts it and passes it through a stream. That the callback is called on its socket, as the other listeners are, is not in its documentation.
   */
  static readonly #ON_READ: net.OnReadOpts = {
    buffer: new Uint8Array(READ_BYTES),
    callback(this: unknown, length: number, { buffer, byteOffset }: Uint8Array): boolean {
      (this as OwnedSocket)[OWNER].bytes(new Uint8Array(buffer, byteOffset, length));
      return true;
    },
  };

  /** Node tells a RST that arrives together with bytes as an end. To write nothing makes the kernel say which of the two it was. */
  #hearFin(socket: net.Socket): void {
    this.#sawFin = true;
    if (socket.writableEnded) return;
    socket.write(NOTHING, (error) => {
      if (error) this.#sawFin = false;
    });
    this.close();
  }

  /** Node closes a socket after every error, so this is the one place where a connection ends by itself. */
  #hearClose(): void {
    // Behind a true FIN, an error only says that the peer no longer reads what we still had to say.
    if (this.isOpen && this.#sawFin) this.end({ how: 'fin' });
    else this.fail(detailOf(this.#error), { cause: this.#error });
  }

  protected letGo(): void {
    // The listeners stay: a destroyed socket may still report an error, and the gate is shut.
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}

const dial = (
  { isSecure, host, port }: TcpAddress,
  onread: net.OnReadOpts,
  options: TcpTransportOptions = {},
): net.Socket => {
  const { keepAliveMs = DEFAULT_KEEP_ALIVE_MS, noDelay = true } = options;
  // Half-open, so that a peer's FIN lets us finish what we were sending, and ours lets it.
  const target = { host, port, allowHalfOpen: true, ...(knowsReader && { onread }) };
  const socket = isSecure
    ? tls.connect({ ...(net.isIP(host) === 0 && { servername: host }), ...options.tls, ...target })
    : net.connect(target);
  // A delay below one second would reach the kernel as 0, which it refuses.
  const keepAliveDelayMs = Math.ceil(keepAliveMs / 1000) * 1000;
  return socket.once('connect', () => socket.setNoDelay(noDelay).setKeepAlive(keepAliveMs > 0, keepAliveDelayMs));
};

/** Reads an error's message; Node leaves it empty when several addresses of one host failed. */
const detailOf = (error: NodeJS.ErrnoException | undefined): string =>
  error?.message || error?.code || 'the socket closed without a FIN';
