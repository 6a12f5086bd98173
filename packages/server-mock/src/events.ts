import type { MockClient } from './mock-client.ts';

/**
 * Why a client went offline; each client has exactly one reason.
 *
 * - `quit`: it said Quit
 * - `fin`: the connection was closed without a Quit, by the client or by `drop('fin')`
 * - `reset`: the connection broke, by the network, the client, or `drop('reset')`; over WebSocket also an end without a close frame
 * - `unreachable`: nothing gets through to its host any more, as the kernel found by `tcpKeepAliveMs` or by what it sent in vain
 * - `idle`: not one byte came for `idleTimeoutMs`
 * - `unanswered`: not one byte came within `askHeartbeats.timeoutMs` behind a question of the server
 * - `kicked`: `kick()`
 * - `slow`: more than `maxQueuedBytesPerClient` waited for it
 * - `flooding`: it sent faster than `maxFramesPerSecondPerClient` or `maxBytesPerSecondPerClient`, or sent on and on while stalled
 * - `protocolError`: its bytes broke the protocol
 * - `serverClosed`: `close()` or `restart()`
 */
export type OfflineReason =
  | 'quit'
  | 'fin'
  | 'reset'
  | 'unreachable'
  | 'idle'
  | 'unanswered'
  | 'kicked'
  | 'slow'
  | 'flooding'
  | 'protocolError'
  | 'serverClosed';

/**
 * Why a connection was refused.
 *
 * - `full`: `maxClients` are online, or twice as many connections are open
 */
export type RefusalReason = 'full';

/** A frame whose id no message type has. */
export interface UnhandledFrame {
  /** The frame's id. */
  readonly id: number;
  /** A copy of its body. */
  readonly body: Uint8Array;
}

/** What a mock server tells. */
export interface MockServerEvents {
  /** A client connected and is in the table. */
  clientOnline: (client: MockClient) => void;
  /** A client left the table. `error` says more when its bytes were wrong. */
  clientOffline: (client: MockClient, reason: OfflineReason, error: Error | undefined) => void;
  /** A connection was refused, and reset; `peerName` is its other end, such as `127.0.0.1:50123`. */
  clientRefused: (peerName: string, reason: RefusalReason) => void;
  /** A client's heartbeat came. */
  heartbeat: (client: MockClient) => void;
  /** A frame came whose id no message type has. */
  unhandled: (client: MockClient, frame: UnhandledFrame) => void;
  /** A handler or listener threw or rejected; the server goes on. Also kept in `server.errors`. */
  error: (error: Error) => void;
}
