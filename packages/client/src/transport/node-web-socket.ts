import { WebSocket } from 'ws';

/**
 * Dials from Node by the `ws` package, without compression, which costs every connection memory and lets a server turn a few
 * arriving bytes into many.
 */
export class NodeWebSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }
}
