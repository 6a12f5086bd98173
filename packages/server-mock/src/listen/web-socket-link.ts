import type net from 'node:net';
import { ProtocolError } from '@netmgr/client/protocol';
import { type RawData, WebSocket } from 'ws';
import type { AcceptLink, Link } from '../link/link.ts';
import { formatAddress } from './listen-on.ts';
import { resetSocket } from './reset-socket.ts';

/** RFC 6455, section 7.4.1: what a host reports when no close frame came. */
const CLOSE_ABNORMAL = 1006;

/** Carries one WebSocket that has just opened; `socket` is what lies under it. */
export const takeWebSocket = (webSocket: WebSocket, socket: net.Socket, accept: AcceptLink): void => {
  let isReset = false;
  const reset = (): void => {
    isReset = true;
    resetSocket(socket);
  };
  const listener = accept(createWebSocketLink(webSocket, socket, reset));
  webSocket.on('error', (error) => listener?.onViolation(toProtocolError(error)));
  if (listener === undefined) {
    reset();
    return;
  }
  webSocket.on('message', (data, isBinary) => {
    if (isBinary) listener.onBytes(toBytes(data));
    else
      listener.onViolation(
        new ProtocolError('TEXT_MESSAGE', 'a WebSocket text message came, only binary ones are spoken'),
      );
  });
  webSocket.on('close', (code) => listener.onClose(isReset || code === CLOSE_ABNORMAL ? 'reset' : 'fin'));
};

const createWebSocketLink = (webSocket: WebSocket, socket: net.Socket, reset: () => void): Link => ({
  kind: 'webSocket',
  peerName: formatAddress(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0),
  send: (bytes) => {
    if (webSocket.readyState === WebSocket.OPEN) webSocket.send(bytes);
  },
  end: (code = 1000) => webSocket.close(code),
  reset,
  pause: () => webSocket.pause(),
  resume: () => webSocket.resume(),
  get bufferedBytes() {
    return webSocket.bufferedAmount;
  },
});

/** The type allows for shapes that `ws` gives only when told to; it is not. */
const toBytes = (data: RawData): Uint8Array => data as Buffer;

/** What `ws` calls a message beyond its limit, and a length beyond what numbers can hold. */
const TOO_LARGE: ReadonlySet<string> = new Set([
  'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
]);

const toProtocolError = (error: Error & { code?: string }): ProtocolError => {
  const code = TOO_LARGE.has(error.code ?? '') ? 'FRAME_TOO_LARGE' : 'BAD_WEB_SOCKET_FRAME';
  return new ProtocolError(code, error.message, error);
};
