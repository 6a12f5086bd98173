import type { ConnectionError, ProtocolError } from '../errors.ts';

/** What can end a connection other than a local `close()`. */
export type DropError = ConnectionError | ProtocolError;

/** Why a `closed` connection ended; a clean goodbye is not a failure. */
export type CloseReason =
  /** `close()` was called. */
  | { readonly kind: 'local' }
  /** The server ended it on purpose: a Quit, a kick, or a WebSocket close code that means "do not come back". */
  | { readonly kind: 'remote'; readonly error: DropError }
  /** It broke, and was not or is no longer to be retried. */
  | { readonly kind: 'failed'; readonly error: DropError };

/**
 * Where a connection stands.
 *
 * - `epoch` numbers the dials; every input of a transport carries it, so an old socket cannot reach a new connection.
 * - `failures` counts the attempts that failed since the last stable connection.
 * - `everConnected` tells whether a dial succeeded since `connect()` was called.
 */
export type ConnectionState =
  | { readonly status: 'idle'; readonly epoch: number }
  | {
      readonly status: 'connecting';
      readonly epoch: number;
      readonly failures: number;
      readonly everConnected: boolean;
      /** The host woke meanwhile, so that the next delay is a short one. */
      readonly woke?: true;
    }
  | { readonly status: 'connected'; readonly epoch: number; readonly failures: number; readonly suspect: boolean }
  | {
      readonly status: 'backingOff';
      readonly epoch: number;
      readonly failures: number;
      readonly everConnected: boolean;
      readonly cause: DropError;
      readonly delayMs: number;
      /** A wake may still cut the delay short. */
      readonly mayHurry: boolean;
    }
  /** `reopen`: `connect()` was called meanwhile, so a new dial follows the end of this one. */
  | { readonly status: 'closing'; readonly epoch: number; readonly reason: CloseReason; readonly reopen: boolean }
  | { readonly status: 'closed'; readonly epoch: number; readonly reason: CloseReason };

/** The name of a state, as `net.state` and the `state` event give it. */
export type Status = ConnectionState['status'];

/** Where every connection starts. */
export const INITIAL_STATE: ConnectionState = { status: 'idle', epoch: 0 };
