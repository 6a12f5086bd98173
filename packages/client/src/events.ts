import type { LatencySample } from './connection/round-trip.ts';
import type { CloseReason, DropError, Status } from './connection/state.ts';
import type { NetMgrError } from './errors.ts';
import type { DropReason } from './offline-queue.ts';

/** What the `connected` event tells. */
export interface ConnectedInfo {
  /** `true` when an earlier connection was lost, `false` for the first after `connect()`. */
  readonly reconnected: boolean;
  /** Numbers the dial that succeeded, from 1; it grows until a connection was stable. */
  readonly attempt: number;
}

/** What the `disconnected` event tells. */
export interface DisconnectedInfo {
  /** What ended the connection; `undefined` after a local `close()`. */
  readonly error: DropError | undefined;
  /** `true` when a dial follows by itself. */
  readonly willReconnect: boolean;
}

/** What the `reconnecting` event tells. */
export interface ReconnectingInfo {
  /** Numbers the dial to come, from 1. */
  readonly attempt: number;
  /** When it comes, from now, in milliseconds. */
  readonly delayMs: number;
  /** What it follows. */
  readonly cause: DropError;
}

/** An inbound message that nothing waited for. */
export interface UnhandledFrame {
  readonly id: number;
  /** The name of its type, when there is one. */
  readonly name: string | undefined;
  /** A copy of its body. */
  readonly body: Uint8Array;
}

/** What the `dropped` event tells. */
export interface DroppedInfo {
  readonly reason: DropReason;
  /** How many messages. */
  readonly count: number;
}

/** The events of a NetMgr and what their listeners are given. */
export interface NetMgrEvents {
  /** The state changed. Comes before the events that say what it means. */
  state: [state: Status, previous: Status];
  /** A connection stands. Comes before its first message; what listeners send here goes before the offline queue. */
  connected: [info: ConnectedInfo];
  /** The connection ended, by either side. */
  disconnected: [info: DisconnectedInfo];
  /** A dial will follow. Comes again when it will follow sooner, as the network or the player came back. */
  reconnecting: [info: ReconnectingInfo];
  /** It is over: nothing more happens until `connect()`. */
  closed: [reason: CloseReason];
  /** The server has been silent for half of `replyTimeoutMs` (`true`), or was heard again (`false`). */
  suspect: [isSuspect: boolean];
  /** A round trip was measured. */
  latency: [sample: LatencySample];
  /** Something failed: a connection, a dial, the peer's bytes, or a handler (`HANDLER_FAILED`). */
  error: [error: NetMgrError];
  /** A message came that no handler and no request waited for. */
  unhandled: [frame: UnhandledFrame];
  /** Messages given to `send` will never reach the network. */
  dropped: [info: DroppedInfo];
  /** More than `highWaterBytes` wait for the network (`true`), or no more than half of it again, or the connection ended (`false`). */
  backpressure: [isHigh: boolean, bufferedBytes: number];
}
