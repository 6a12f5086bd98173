import type { Dialer, Dialers } from './dial-target.ts';
import { NetMgr as WebNetMgr } from './net-mgr.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { NODE_CLOCK } from './node-clock.ts';
import { checkNumber, checkOneOf, MAX_DELAY_MS, withDefaults, YES_OR_NO } from './option-checks.ts';
import { resolveOptions } from './options.ts';
import { shareSettings } from './share-settings.ts';
import { createNodeWebSocketTransport } from './transport/node-web-socket.ts';
import { createTcpTransport, parseTcpUrl, type TcpTransportOptions } from './transport/tcp-transport.ts';
import { requireWebSocket } from './transport/web-socket-transport.ts';

/** The options of a NetMgr in Node. */
export interface NodeNetMgrOptions extends NetMgrOptions {
  /**
   * Settings of `tcp:` and `tls:` sockets.
   * @default keepalive after 10 s, no delay, Node's own TLS settings
   */
  readonly tcp?: TcpTransportOptions;
}

/** Node's own WebSocket cannot be cut: one that was left to a deaf server stays open and keeps the process alive. */
const dialNodeWebSocket: Dialer = (url, { webSocket, webSocketFraming }) =>
  createNodeWebSocketTransport(url, { webSocket: webSocket && requireWebSocket(webSocket), framing: webSocketFraming });

const checkTcp = (given: TcpTransportOptions | undefined): void => {
  const byDefault: TcpTransportOptions = { keepAliveMs: 10_000, noDelay: true, tls: undefined };
  const tcp = withDefaults('tcp', given, byDefault);
  checkNumber('tcp.keepAliveMs', tcp.keepAliveMs ?? 0, 0, MAX_DELAY_MS);
  checkOneOf('tcp.noDelay', tcp.noDelay ?? true, YES_OR_NO);
};

const dialTcp: Dialer = (url, { tcp }: NodeNetMgrOptions) => {
  parseTcpUrl(url);
  return createTcpTransport(url, tcp);
};

const NODE_DIALERS: Dialers = { ws: dialNodeWebSocket, wss: dialNodeWebSocket, tcp: dialTcp, tls: dialTcp };

const resolveForNode = shareSettings((options: NodeNetMgrOptions, dialers) => {
  checkTcp(options?.tcp);
  return resolveOptions(options, dialers, NODE_CLOCK);
});

/** A NetMgr that also dials `tcp:` and `tls:`, and dials `ws:` and `wss:` by the `ws` package. */
export class NetMgr extends WebNetMgr {
  constructor(options: NodeNetMgrOptions) {
    super(options, NODE_DIALERS, resolveForNode);
  }
}
