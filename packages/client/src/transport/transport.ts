// The seam between the SDK and a byte stream. A transport moves bytes; it knows nothing of frames, heartbeats or retries.

/** One dialled connection: opening, open, or ended. */
export interface Transport {
  /**
   * Sends whole frames. Called only between `onOpen` and `close()`; ignored once the connection has ended. The bytes stay untouched
   * until sent, so they need no copy, and the transport never writes to them.
   * `frameEnds` holds the offset behind each frame, in order, is given when `wantsFrameEnds` is true, and is read during the call only.
   */
  send(bytes: Uint8Array, frameEnds?: readonly number[]): void;
  /**
   * Ends in good order: sends what is buffered, then says that nothing more comes. `onClose` follows when the peer has done the same,
   * which may be never, so the caller bounds the wait with `abort()`. Bytes of the peer may still come until then. Before `onOpen` it is `abort()`.
   */
  close(): void;
  /** Lets go at once, in any state: nothing stays open and no event but one `onClose` can follow. Idempotent. */
  abort(): void;
  /** Counts the bytes taken by `send` that the network has not taken yet. */
  readonly bufferedBytes: number;
  /** Asks for `frameEnds`: set by transports that carry one frame per message. */
  readonly wantsFrameEnds?: boolean;
}

/** How a connection ended, as far as its transport can see. */
export interface TransportCloseInfo {
  /**
   * - `fin`: the peer ended it in good order (TCP FIN, or a WebSocket close with its code)
   * - `reset`: it broke (TCP RST, another socket error, a WebSocket that vanished without a close frame, `abort()`, or a listener that threw)
   * - `failed`: it never opened
   * - `text`: the peer sent a WebSocket text message
   */
  readonly how: 'fin' | 'reset' | 'failed' | 'text';
  /** WebSocket close code (RFC 6455, section 7.4). */
  readonly code?: number | undefined;
  /** What the host said, for the error's message. */
  readonly detail?: string | undefined;
  /** The host's own error, or what the listener threw. */
  readonly cause?: unknown;
}

/**
 * Hears from one transport. Every call comes from a later task or microtask, never from inside the dial, `send`, `close` or `abort`.
 * A throw from `onOpen` or `onBytes` ends the connection and is the `cause` of its `onClose`; a throw from `onClose` is left to the host,
 * which reports it as uncaught.
 */
export interface TransportListener {
  /** The connection is open. At most once, and before any bytes. */
  onOpen(): void;
  /** Bytes came, in pieces of any size. They are the listener's only until it returns. */
  onBytes(bytes: Uint8Array): void;
  /** The connection ended. Exactly once, whatever went wrong, and nothing follows it. */
  onClose(info: TransportCloseInfo): void;
}

/** Dials. Never throws: what goes wrong is reported by `onClose`. */
export type TransportFactory = (listener: TransportListener) => Transport;
