import { WebSocket } from 'ws';
import type { TransportFactory } from './transport.ts';
import { WebSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.ts';

/**
 * Creates the factory that dials `url` (`ws:` or `wss:`) from Node by the `ws` package, without compression, which costs every connection memory
 * and lets a server turn a few arriving bytes into many.
 */
export const createNodeWebSocketTransport = (
  url: string,
  options: Pick<WebSocketTransportOptions, 'framing'>,
): TransportFactory => {
  return (listener) => new NodeWebSocketTransport(url, { ...options, webSocket: OwnedWebSocket }, listener);
};

/** Tells its transport what it would emit: the package's listeners and closures would be some 350 bytes of each, and an event object for each message. */
class OwnedWebSocket extends WebSocket {
  owner: NodeWebSocketTransport | undefined;

  constructor(url: string) {
    super(url, { perMessageDeflate: false });
  }

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    return this.owner?.hear(event, first, second) || super.emit(event, first, second);
  }
}

class NodeWebSocketTransport extends WebSocketTransport {
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
}
