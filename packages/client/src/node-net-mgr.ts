import { WebSocket } from 'ws';
import type { Dialer, Dialers } from './dial-target.ts';
import { NetMgr as WebNetMgr } from './net-mgr.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { createTcpTransport, parseTcpUrl, type TcpTransportOptions } from './transport/tcp-transport.ts';
import type { WebSocketConstructor } from './transport/web-socket-transport.ts';
import { dialWebSocket } from './web-dialers.ts';

/** The options of a NetMgr in Node. */
export interface NodeNetMgrOptions extends NetMgrOptions {
  /**
   * Settings of `tcp:` and `tls:` sockets.
   * @default keepalive after 10 s, no delay, Node's own TLS settings
   */
  readonly tcp?: TcpTransportOptions;
}

const dialNodeWebSocket: Dialer = (url, options) => {
  const webSocket = options.webSocket ?? globalThis.WebSocket ?? WebSocket;
  return dialWebSocket(url, { ...options, webSocket: webSocket as WebSocketConstructor });
};

const nodeDialers = (tcp: TcpTransportOptions | undefined): Dialers => {
  const dialTcp: Dialer = (url) => {
    parseTcpUrl(url);
    return createTcpTransport(url, tcp);
  };
  return { ws: dialNodeWebSocket, wss: dialNodeWebSocket, tcp: dialTcp, tls: dialTcp };
};

/** A NetMgr that also dials `tcp:` and `tls:`, and falls back to the `ws` package where Node has no WebSocket of its own. */
export class NetMgr extends WebNetMgr {
  constructor(options: NodeNetMgrOptions) {
    super(options, nodeDialers(options.tcp));
  }
}
