import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { MaskedFrames } from './masked-frames.ts';
import type { TransportFactory } from './transport.ts';
import { type WebSocketLike, WebSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.ts';

/**
 * Creates the factory that dials `url` (`ws:` or `wss:`) from Node: by the `ws` package unless the option `webSocket` gives another, and without
 * compression, which costs every connection memory and lets a server turn a few arriving bytes into many. A URL that cannot work is reported
 * by `onClose`.
 */
export const createNodeWebSocketTransport = (
  url: string,
  options: WebSocketTransportOptions = {},
): TransportFactory => {
  if (options.webSocket) return (listener) => new GivenWebSocketTransport(url, options, listener);
  return (listener) => new NodeWebSocketTransport(url, { ...options, webSocket: OwnedWebSocket }, listener);
};

/** Tells its transport what it would emit: the package's listeners and closures would be some 350 bytes of each, and an event object for each message. */
class OwnedWebSocket extends WebSocket {
  owner: NodeWebSocketTransport | undefined;

  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    return this.owner?.hear(this, event, first, second) || super.emit(event, first, second);
  }
}

class NodeWebSocketTransport extends WebSocketTransport {
  static readonly #FRAMES = new MaskedFrames();
  #webSocket: OwnedWebSocket | undefined;
  #carrier: Socket | undefined;

  protected override listenTo(socket: OwnedWebSocket): void {
    socket.owner = this;
  }

  /** Takes what the socket would emit; tells whether it was wanted. */
  hear(webSocket: OwnedWebSocket, event: string | symbol, first: unknown, second: unknown): boolean {
    if (event === 'message') this.receive(second === true ? first : String(first));
    else if (event === 'upgrade') this.#writeTo(webSocket, (first as IncomingMessage).socket);
    else if (event === 'open') this.open();
    else if (event === 'error') this.hearEnd({ message: (first as Error).message, error: first });
    else if (event === 'close') this.hearEnd({ code: first as number, reason: String(second) });
    else return false;
    return true;
  }

  #writeTo(webSocket: OwnedWebSocket, carrier: Socket): void {
    this.#webSocket = webSocket;
    this.#carrier = carrier;
  }

  /**
   * Writes whole frames between those of the package, which queues nothing: it does not compress. Behind a close frame nothing may follow
   * (RFC 6455, section 5.5.1). Where no carrier was told, as by Bun, the package sends.
   */
  protected override write(bytes: Uint8Array, frameEnds?: readonly number[]): void {
    const frames = NodeWebSocketTransport.#FRAMES;
    if (!this.#carrier || this.#webSocket!.readyState !== WebSocket.OPEN) super.write(bytes, frameEnds);
    else if (this.wantsFrameEnds && frameEnds) this.#carrier.write(frames.ofMessages(bytes, frameEnds));
    else this.#carrier.write(frames.ofMessage(bytes));
  }
}

/** Where a constructor is given, its `send` is called, and what it sends at once leaves in one write if it tells of its socket as `ws` does. */
class GivenWebSocketTransport extends WebSocketTransport {
  #carrier: Socket | undefined;

  protected override listenTo(socket: WebSocketLike & { readonly on?: WebSocket['on'] }): void {
    super.listenTo(socket);
    socket.on?.('upgrade', (response) => {
      this.#carrier = response.socket;
    });
  }

  protected override write(bytes: Uint8Array, frameEnds?: readonly number[]): void {
    this.#carrier?.cork();
    super.write(bytes, frameEnds);
    this.#carrier?.uncork();
  }
}
