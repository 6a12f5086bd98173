import type { PlainTimer } from './effect.ts';
import type { Verdict } from './heartbeats.ts';
import type { DropError } from './state.ts';

/** What is known when the host tells something of itself. */
export interface HostFacts {
  /** A heartbeat may go out now. */
  readonly mayAsk: boolean;
  /** When the next dial is due; 0 when none is. */
  readonly untilRetryMs: number;
}

/** A fact that reached the connection. Those of a transport carry the epoch of its dial. */
export type Input =
  | { readonly type: 'connect' }
  | { readonly type: 'close' }
  | { readonly type: 'reconnectNow' }
  /** The host slept, was hidden or had no network, and that is over. */
  | ({ readonly type: 'wake' } & HostFacts)
  /** The host believes that it has no network, and is often wrong. */
  | ({ readonly type: 'offlineHint' } & HostFacts)
  | { readonly type: 'opened'; readonly epoch: number }
  | { readonly type: 'dropped'; readonly epoch: number; readonly error: DropError }
  /** The server's Quit. */
  | { readonly type: 'quit'; readonly epoch: number }
  /** A byte came while the server was suspect. */
  | { readonly type: 'heard'; readonly epoch: number }
  | { [T in PlainTimer]: { readonly type: T } }[PlainTimer]
  /** The reply timer ran, and there is more to do than to wait on. */
  | { readonly type: 'judged'; readonly verdict: Exclude<Verdict, { is: 'wait' }> };
