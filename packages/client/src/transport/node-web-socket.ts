import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { MaskedFrames } from './masked-frames.ts';
import type { TransportFactory } from './transport.ts';
import { type WebSocketLike, WebSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.ts';

/** Up to 1.3, Bun's `ws` tells its events only to those who listened for them. There its own WebSocket dials, which can be cut as well. */
const knowsWs = process.versions.bun === undefined;

/**
 * Creates the factory that dials `url` (`ws:` or `wss:`) from Node. A URL that cannot work is reported by `onClose`.
 * Unless the option `webSocket` gives another constructor, the `ws` package dials, without compression, which costs every connection memory and
 * lets a server turn a few arriving bytes into many.
 */
export const createNodeWebSocketTransport = (
  url: string,
  options: WebSocketTransportOptions = {},
): TransportFactory => {
  if (options.webSocket || !knowsWs) return (listener) => new GivenWebSocketTransport(url, options, listener);
  return (listener) => new NodeWebSocketTransport(url, { ...options, webSocket: OwnedWebSocket }, listener);
};

/** The socket under a WebSocket of `ws`, which it does not document; who looks for it must do without. */
interface Carried {
  readonly _socket?: Partial<Pick<Socket, 'write' | 'cork' | 'uncork'>> | null;
}

/** Tells its transport what it would emit: the package's listeners and closures would be some 350 bytes of each, and an event object for each message. */
class OwnedWebSocket extends WebSocket {
  owner: NodeWebSocketTransport | undefined;

  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    return this.owner?.hear(event, first, second) || super.emit(event, first, second);
  }
}

class NodeWebSocketTransport extends WebSocketTransport {
  static readonly #FRAMES = new MaskedFrames();

  protected override listenTo(socket: OwnedWebSocket): void {
    socket.owner = this;
  }

  /** Takes what the socket would emit; tells whether it was wanted. */
  hear(event: string | symbol, first: unknown, second: unknown): boolean {
    if (event === 'message') this.receive(second === true ? first : String(first));
    else if (event === 'open') this.open();
    else if (event === 'error') this.hearEnd({ message: (first as Error).message, error: first });
    else if (event === 'close') this.hearEnd({ code: first as number, reason: String(second) });
    else return false;
    return true;
  }

  /**
   * Writes whole frames between those of the package, which queues nothing, as it does not compress. Behind a close frame nothing may follow
   * (RFC 6455, section 5.5.1).
   */
  protected override sendBy(socket: WebSocketLike, bytes: Uint8Array, frameEnds: readonly number[] | undefined): void {
    const { readyState, _socket: carrier } = socket as OwnedWebSocket & Carried;
    const frames = NodeWebSocketTransport.#FRAMES;
    if (readyState !== WebSocket.OPEN || !carrier?.write || !(bytes instanceof Uint8Array))
      super.sendBy(socket, bytes, frameEnds);
    else if (this.wantsFrameEnds && frameEnds) carrier.write(frames.ofMessages(bytes, frameEnds));
    else carrier.write(frames.ofMessage(bytes));
  }
}

/** Calls `send` of a constructor that is not ours. Where it is the package's, the messages of one call leave in one write, since each costs about 5 µs. */
class GivenWebSocketTransport extends WebSocketTransport {
  protected override sendBy(socket: WebSocketLike, bytes: Uint8Array, frameEnds: readonly number[] | undefined): void {
    const carrier = frameEnds && (socket as Carried)._socket;
    carrier?.cork?.();
    try {
      super.sendBy(socket, bytes, frameEnds);
    } finally {
      carrier?.uncork?.();
    }
  }
}
