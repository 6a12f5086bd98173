// The server's side of one connection. Whatever carries bytes to the mock server (memory, TCP, WebSocket) looks like this to
// it, and what stands between the two, such as a fault, has this shape on both of its sides.

import type { ProtocolError } from '@netmgr/client/protocol';

/** What carries a connection. */
export type LinkKind = 'memory' | 'tcp' | 'webSocket';

/** What a piece of bytes that waits costs in memory besides its bytes, as measured in Node 20. A million pieces of one byte are no megabyte. */
export const PIECE_COST_BYTES = 256;

/** Tells how much memory is taken by what waits to leave by a link. */
export const bufferedCostOf = ({ bufferedBytes, bufferedCost }: Link): number => bufferedCost ?? bufferedBytes;

/** A ping or pong of what carries the bytes, as WebSocket has them: it asks whether the peer is there, or says so, and is no part of the stream. */
export interface Signal {
  readonly kind: 'ping' | 'pong';
  /** Tells which ping a pong answers. */
  readonly payload: Uint8Array;
}

/** One accepted connection, open until its listener has heard `onClose`. */
export interface Link {
  /** Tells what carries the connection. */
  readonly kind: LinkKind;
  /** Names the peer for people: an address and port, or a number in memory. */
  readonly peerName: string;
  /** Sends bytes, in order. They must stay as they are; nothing happens after `end()` or `reset()`. */
  send(bytes: Uint8Array): void;
  /** Says that nothing more will be sent, behind what already was: a FIN, or a WebSocket close with `code` (1000). Idempotent. */
  end(code?: number): void;
  /** Breaks the connection at once, as a RST does; what was not delivered is lost. `onClose` follows. Idempotent. */
  reset(): void;
  /** Sends a ping or pong, behind what was sent before; the latest of a kind, where several wait. A link whose carrier has none leaves it out. */
  signal?(signal: Signal): void;
  /** Stops reading, so that the peer's bytes wait in the network. A few that were already on their way may still come. */
  pause(): void;
  /** Reads again. */
  resume(): void;
  /** Counts the bytes given to `send` that the network has not taken yet. */
  readonly bufferedBytes: number;
  /** Counts the memory that they take, which for many small pieces is far more; a link that does not know leaves it out. @default bufferedBytes */
  readonly bufferedCost?: number;
}

/** How a connection ended: in good order by both sides, broken by one of them, or given up by the host as nothing gets through any more. */
export type LinkCloseHow = 'fin' | 'reset' | 'unreachable';

/** Hears from one link. No call comes from inside a call to the link. */
export interface LinkListener {
  /** Bytes came, in pieces of any size. They are the listener's only until it returns. */
  onBytes(bytes: Uint8Array): void;
  /** The peer will send no more. It may still read. */
  onEnd(): void;
  /** The peer pings or pongs. Where this is left out, its pings are answered for the listener. */
  onSignal?(signal: Signal): void;
  /** The peer broke the rules of what carries the bytes, such as a text message over WebSocket. */
  onViolation(error: ProtocolError): void;
  /** The connection is gone. Exactly once, and nothing follows it. */
  onClose(how: LinkCloseHow): void;
}

/** Tells a listener of a ping or pong; a ping that it does not care for is answered at once. */
export const tellSignal = (link: Link, listener: LinkListener, signal: Signal): void => {
  if (listener.onSignal !== undefined) listener.onSignal(signal);
  else if (signal.kind === 'ping') link.signal?.({ kind: 'pong', payload: signal.payload });
};

/** Takes a new connection, and returns who listens to it; `undefined` refuses it. Called as soon as it is open. */
export type AcceptLink = (link: Link) => LinkListener | undefined;
