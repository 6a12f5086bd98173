import type { Verdict } from './liveness.ts';
import type { DropError } from './state.ts';

/** A fact that reached the connection. Those of a transport carry the epoch of its dial. */
export type Input =
  | { readonly type: 'connect' }
  | { readonly type: 'close' }
  | { readonly type: 'reconnectNow' }
  | { readonly type: 'opened'; readonly epoch: number }
  | { readonly type: 'dropped'; readonly epoch: number; readonly error: DropError }
  /** The server's Quit. */
  | { readonly type: 'quit'; readonly epoch: number }
  /** A byte came while the server was suspect. */
  | { readonly type: 'heard'; readonly epoch: number }
  | { readonly type: 'connectTimeout' }
  /** The heartbeat timer ran; `waitMs` above 0 when recent traffic spares this heartbeat for so long. */
  | { readonly type: 'heartbeatDue'; readonly waitMs: number }
  /** The reply timer ran. */
  | { readonly type: 'judged'; readonly verdict: Verdict }
  | { readonly type: 'stable' }
  | { readonly type: 'retryDue' }
  | { readonly type: 'quitTimeout' };
