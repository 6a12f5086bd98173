import type net from 'node:net';
import { ProtocolError } from '@netmgr/client/protocol';
import { type RawData, WebSocket } from 'ws';
import {
  type AcceptLink,
  type Link,
  type LinkCloseHow,
  PIECE_COST_BYTES,
  type Signal,
  tellSignal,
} from '../link/link.ts';
import { formatAddress } from './listen-on.ts';
import { MessageGate } from './message-gate.ts';
import { howBroken, resetSocket } from './reset-socket.ts';
import { createSender } from './send-message.ts';

/** RFC 6455, section 7.4.1: what a host reports when no close frame came. */
const CLOSE_ABNORMAL = 1006;

/** A message is written as two pieces, its header and its body. */
const MESSAGE_COST_BYTES = 2 * PIECE_COST_BYTES;

/** How whoever makes a WebSocket for `takeWebSocket` must make it, besides its largest message. */
export const WEB_SOCKET_LIMITS = {
  perMessageDeflate: false,
  autoPong: false,
  // A message of millions of tiny fragments, or one that comes in millions of tiny pieces, would cost many times its bytes.
  maxFragments: 16_384,
  maxBufferedChunks: 16_384,
} as const;

/** Carries one WebSocket that has just opened; `socket` is what lies under it. */
export const takeWebSocket = (webSocket: WebSocket, socket: net.Socket, accept: AcceptLink): void => {
  let isReset = false;
  let broken: LinkCloseHow = 'reset';
  socket.on('error', (error) => {
    if (!isReset) broken = howBroken(error);
  });
  const reset = (): void => {
    isReset = true;
    resetSocket(socket);
  };
  const gate = new MessageGate(webSocket);
  const link = createWebSocketLink(webSocket, socket, gate, reset);
  const listener = accept(link);
  const fail = (error: ProtocolError): void => {
    gate.flush();
    listener?.onViolation(error);
  };
  webSocket.on('error', (error) => fail(toProtocolError(error)));
  if (listener === undefined) {
    reset();
    return;
  }
  gate.attach((bytes) => listener.onBytes(bytes));
  for (const kind of ['ping', 'pong'] as const) {
    webSocket.on(kind, (payload: Buffer) => tellSignal(link, listener, { kind, payload }));
  }
  webSocket.on('message', (data, isBinary) => {
    if (isBinary) gate.take(toBytes(data));
    else fail(new ProtocolError('TEXT_MESSAGE', 'a WebSocket text message came, only binary ones are spoken'));
  });
  webSocket.on('close', (code) => {
    const how = isReset || code === CLOSE_ABNORMAL ? broken : 'fin';
    if (how === 'fin') gate.flush();
    gate.close();
    listener.onClose(how);
  });
};

/**
 * Sends pings, or pongs: one at a time, and behind it the latest of those that came meanwhile. Whoever pings and never reads would have any
 * number of answers queue (RFC 6455, section 5.5.3).
 */
const createSignaller = (webSocket: WebSocket, kind: Signal['kind']): ((payload: Uint8Array) => void) => {
  let isSending = false;
  let latest: Uint8Array | undefined;
  const send = (payload: Uint8Array): void => {
    isSending = true;
    webSocket[kind](payload, undefined, () => {
      const next = latest;
      latest = undefined;
      isSending = false;
      if (next !== undefined && webSocket.readyState === WebSocket.OPEN) send(next);
    });
  };
  return (payload) => {
    if (isSending) latest = payload;
    else if (webSocket.readyState === WebSocket.OPEN) send(payload);
  };
};

const createWebSocketLink = (webSocket: WebSocket, socket: net.Socket, gate: MessageGate, reset: () => void): Link => {
  let waitingMessages = 0;
  const signallers = { ping: createSignaller(webSocket, 'ping'), pong: createSignaller(webSocket, 'pong') };
  const sendAlone = createSender(webSocket, socket);
  const onWritten = (): void => {
    waitingMessages--;
  };
  return {
    kind: 'webSocket',
    peerName: formatAddress(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0),
    send: (bytes) => {
      if (webSocket.readyState !== WebSocket.OPEN) return;
      if (webSocket.bufferedAmount === 0) {
        sendAlone(bytes);
        return;
      }
      waitingMessages++;
      webSocket.send(bytes, onWritten);
    },
    end: (code = 1000) => webSocket.close(code),
    signal: ({ kind, payload }) => signallers[kind](payload),
    reset,
    pause: () => gate.pause(),
    resume: () => gate.resume(),
    get bufferedBytes() {
      return webSocket.bufferedAmount;
    },
    get bufferedCost() {
      return webSocket.bufferedAmount + waitingMessages * MESSAGE_COST_BYTES;
    },
  };
};

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
