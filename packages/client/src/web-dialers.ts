import type { Dialer, Dialers } from './dial-target.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { createWebSocketTransport, requireWebSocket } from './transport/web-socket-transport.ts';

/** Dials `ws:` and `wss:` with the given WebSocket or the runtime's own. Throws `NO_WEB_SOCKET` when there is neither. */
export const dialWebSocket: Dialer = (url: string, options: NetMgrOptions) =>
  createWebSocketTransport(url, { webSocket: requireWebSocket(options.webSocket), framing: options.webSocketFraming });

/** What any runtime with a WebSocket can dial. */
export const WEB_DIALERS: Dialers = { ws: dialWebSocket, wss: dialWebSocket };
