import { UsageError, wordsOf } from '../errors.ts';
import { GatedTransport } from './gated-transport.ts';
import { bytesOf, kindOf } from './message-bytes.ts';
import type { TransportFactory, TransportListener } from './transport.ts';

// Speaks to any WebSocket of the standard's shape: a browser's, Node's, jsdom's, the `ws` package's, a mini game's adapter.
// Of the host it needs the constructor, the four `on…` properties, `send`, `close` and `bufferedAmount`, and nothing else, not even `URL`.

/** The part of the WebSocket interface that the transport uses. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  /** Is given a Uint8Array. Declared wider, as hosts differ in what else they take. */
  send(data: unknown): void;
  close(code?: number): void;
}

/** A WebSocket constructor: `globalThis.WebSocket`, the `ws` package's, or a stand-in. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** What `createWebSocketTransport` can be told. */
export interface WebSocketTransportOptions {
  /** The constructor to dial with. @default globalThis.WebSocket, looked up at each dial; in Node the `ws` package's, which can be cut */
  readonly webSocket?: WebSocketConstructor | undefined;
  /**
   * How frames map to WebSocket messages: `coalesce` puts all frames of one `send` into one message, `single` sends one message per frame,
   * for servers that expect that. Inbound messages may carry any piece of the stream in both. @default 'coalesce'
   */
  readonly framing?: 'coalesce' | 'single' | undefined;
  /** Subprotocols to offer. A server that selects none then fails the dial. @default none */
  readonly protocols?: string | readonly string[] | undefined;
}

/** The `ws` package's own way to let go, which other hosts lack. */
interface Terminable {
  terminate?(): void;
}

/** What a host's close event and error event tell. */
interface EndEvent {
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly error?: unknown;
}

/** RFC 6455, section 7.1.5: what a host reports when no close frame came. It never travels. */
const ABNORMAL_CLOSURE = 1006;
const NORMAL_CLOSURE = 1000;

const ignore = (): void => {};

/** Gives the constructor to dial with, or throws `UsageError` `NO_WEB_SOCKET` when none was given and the host has none. */
export const requireWebSocket = (given?: WebSocketConstructor): WebSocketConstructor => {
  const found = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (typeof found === 'function') return found;
  throw new UsageError('NO_WEB_SOCKET', 'this runtime has no WebSocket; give one in the option webSocket');
};

/** Creates the factory that dials `url` (`ws:` or `wss:`) by WebSocket. A URL or constructor that cannot work is reported by `onClose`. */
export const createWebSocketTransport = (url: string, options: WebSocketTransportOptions = {}): TransportFactory => {
  return (listener) => new WebSocketTransport(url, options, listener);
};

/** A transport over one WebSocket of the host. */
export class WebSocketTransport extends GatedTransport {
  readonly wantsFrameEnds: boolean;
  #socket: (WebSocketLike & Terminable) | undefined;

  constructor(url: string, options: WebSocketTransportOptions, listener: TransportListener) {
    super(listener);
    this.wantsFrameEnds = options.framing === 'single';
    try {
      this.#dial(url, options);
    } catch (error) {
      this.fail(wordsOf(error), { cause: error });
    }
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  protected write(bytes: Uint8Array, frameEnds?: readonly number[]): void {
    try {
      this.sendBy(this.#socket!, bytes, frameEnds);
    } catch (error) {
      this.fail(`send failed: ${wordsOf(error)}`, { cause: error });
    }
  }

  /** Sends by the host's socket. What it throws ends the connection. */
  protected sendBy(socket: WebSocketLike, bytes: Uint8Array, frameEnds: readonly number[] | undefined): void {
    if (this.wantsFrameEnds && frameEnds)
      for (let i = 0; i < frameEnds.length; i++) socket.send(bytes.subarray(frameEnds[i - 1] ?? 0, frameEnds[i]));
    else socket.send(bytes);
  }

  protected sayGoodbye(): void {
    try {
      this.#socket!.close(NORMAL_CLOSURE);
    } catch (error) {
      this.fail(`close failed: ${wordsOf(error)}`, { cause: error });
    }
  }

  #dial(url: string, options: WebSocketTransportOptions): void {
    const WebSocket = requireWebSocket(options.webSocket);
    const { protocols } = options;
    const socket: WebSocketLike =
      protocols === undefined ? new WebSocket(url) : new WebSocket(url, protocols as string | string[]);
    this.#socket = socket;
    // The `ws` package gives views of what it received unless told otherwise; an ArrayBuffer is a copy.
    if (socket.binaryType !== 'nodebuffer') socket.binaryType = 'arraybuffer';
    this.listenTo(socket);
  }

  protected listenTo(socket: WebSocketLike): void {
    socket.onopen = () => this.open();
    socket.onmessage = (event: { readonly data?: unknown }) => this.receive(event.data);
    // An error means that no close frame came, so the close event behind it has nothing to add; in some hosts it never follows.
    socket.onerror = (event?: EndEvent) => this.hearEnd({ message: event?.message, error: event?.error });
    socket.onclose = (event?: EndEvent) => this.hearEnd(event ?? {});
  }

  protected receive(data: unknown): void {
    const bytes = bytesOf(data);
    if (bytes) this.bytes(bytes);
    else if (typeof data === 'string') {
      this.end({ how: 'text', detail: `a text message of ${data.length} characters` });
    } else this.fail(`the WebSocket gave ${kindOf(data)}, not an ArrayBuffer`);
  }

  protected hearEnd({ code, reason, message, error }: EndEvent): void {
    if (this.isOpen && code !== undefined && code !== ABNORMAL_CLOSURE)
      this.end({ how: 'fin', code, detail: reason || undefined });
    else {
      const detail = code === undefined ? 'the WebSocket failed' : 'closed without a close frame';
      this.fail(message || reason || detail, { code, cause: error });
    }
  }

  protected letGo(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // The `ws` package throws an error event that nobody listens to.
    socket.onerror = ignore;
    try {
      if (socket.terminate) socket.terminate();
      else socket.close();
    } catch {
      // The connection is over for its listener; a host that cannot even close has nothing more to lose.
    }
  }
}
