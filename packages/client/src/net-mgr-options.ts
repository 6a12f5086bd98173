import type { Clock } from './clock.ts';
import type { DropError } from './connection/state.ts';
import type { Lifecycle } from './lifecycle/lifecycle.ts';
import type { OfflineQueueOptions, WhenOffline } from './offline-queue.ts';
import type { FrameLayout } from './protocol/frame-layout.ts';
import type { MessageType } from './protocol/message-type.ts';
import type { SystemIds } from './protocol/system-messages.ts';
import type { TransportFactory } from './transport/transport.ts';
import type { WebSocketConstructor } from './transport/web-socket-transport.ts';

/** When heartbeats go out and what their silence means. */
export interface HeartbeatOptions {
  /**
   * Time between heartbeats.
   * @default 2000 ms
   */
  readonly intervalMs?: number;
  /**
   * How long a heartbeat may stay without one byte from the server. Halfway there the server is suspect; at the end it is
   * dead, so never later than `intervalMs + replyTimeoutMs` after it fell silent.
   * @default 4000 ms
   */
  readonly replyTimeoutMs?: number;
  /**
   * `false` for a server that never answers heartbeats: they still go out, and nothing is concluded from silence.
   * @default true
   */
  readonly expectReply?: boolean;
  /**
   * `idle` sends none while both directions carry traffic, and none before the first exchange.
   * @default 'always'
   */
  readonly when?: 'always' | 'idle';
}

/** How lost connections are dialled again. */
export interface ReconnectOptions {
  /**
   * Dials in a row before giving up, which closes with reason `failed`.
   * @default Infinity
   */
  readonly maxAttempts?: number;
  /**
   * Upper end of the first delay, which doubles with each attempt; seven times as much where the server says that it restarts (close code 1012), as
   * then all of its clients come at once. Every delay is drawn at random from zero up to its ceiling.
   * @default 1000 ms
   */
  readonly baseDelayMs?: number;
  /**
   * Ceiling of every delay.
   * @default 30000 ms
   */
  readonly maxDelayMs?: number;
  /**
   * How long a connection must stand before the next drop counts as the first again.
   * @default 10000 ms
   */
  readonly stableAfterMs?: number;
}

/** What `shouldReconnect` decides on. */
export interface ReconnectInfo {
  /** What ended the connection or the dial. */
  readonly error: DropError;
  /** Numbers the dial that would follow, from 1. */
  readonly attempt: number;
  /** `true` when a connection was lost, `false` when a dial failed. */
  readonly wasConnected: boolean;
  /** What happens without `shouldReconnect`. */
  readonly retryable: boolean;
}

/** A URL, or a function asked for one at every dial, for fresh tokens and server lists. */
export type UrlSource = string | (() => string | Promise<string>);

/** The options of a NetMgr. One of `url` and `transport` is needed. */
export interface NetMgrOptions {
  /** Where to connect: `ws:` and `wss:` everywhere, `tcp:` and `tls:` in Node. */
  readonly url?: UrlSource;
  /** Dials by itself, in place of `url`: a custom or in-memory transport. */
  readonly transport?: TransportFactory;
  /**
   * The message types. Duplicate and reserved ids are refused by name. A type first met by `onMessage`, `send` or `request` joins them.
   * @default none
   */
  // biome-ignore lint/suspicious/noExplicitAny: a list of types of different values has no other element type
  readonly messages?: readonly MessageType<any>[];
  /**
   * Heartbeats: settings, a preset, or `false` for none. `'realtime'` is dead within 6 s, `'relaxed'` within 35 s.
   * @default 'realtime'
   */
  readonly heartbeat?: HeartbeatOptions | 'realtime' | 'relaxed' | false;
  /**
   * Reconnects; `false` for none.
   * @default see ReconnectOptions
   */
  readonly reconnect?: ReconnectOptions | false;
  /**
   * Overrides which causes are dialled again: `true`, `false`, or `{ afterMs }` to name the delay, to which jitter is added. When it throws or
   * answers something else, the default answer stands and the error is reported.
   * @default info.retryable
   */
  readonly shouldReconnect?: (info: ReconnectInfo) => boolean | { readonly afterMs: number };
  /**
   * Keeps dialling when the first dial fails, in place of rejecting `connect()`.
   * @default false
   */
  readonly retryFirstConnect?: boolean;
  /**
   * How long a dial may take, the `url` function included.
   * @default 10000 ms
   */
  readonly connectTimeoutMs?: number;
  /**
   * How long `close()` waits for the server to end its side.
   * @default 2000 ms
   */
  readonly quitTimeoutMs?: number;
  /**
   * What tells that the host woke, lost its network or goes; `false` for nothing.
   * @default the page's own where there is a `document`, none elsewhere
   */
  readonly lifecycle?: Lifecycle | false;
  /**
   * Closes, with a Quit, when the page goes: not when it is kept for the back button, nor when a phone puts it away.
   * @default true
   */
  readonly quitOnPageHide?: boolean;
  /**
   * `immediate` calls handlers as bytes arrive; `manual` keeps messages for `update()`.
   * @default 'immediate'
   */
  readonly dispatch?: 'immediate' | 'manual';
  /**
   * What `send` does without a connection. `throw` throws `NOT_CONNECTED`.
   * @default 'queue'
   */
  readonly whenOffline?: WhenOffline;
  /**
   * Bounds of the offline queue.
   * @default see OfflineQueueOptions
   */
  readonly offlineQueue?: OfflineQueueOptions;
  /**
   * Bounds of what waits for `update()` in manual dispatch. Beyond them the connection ends with `INBOX_FULL`.
   * @default 10000 messages, 16 MiB
   */
  readonly inbox?: { readonly maxMessages?: number; readonly maxBytes?: number };
  /**
   * Largest body sent or accepted. An inbound header that declares more ends the connection.
   * @default 1 MiB
   */
  readonly maxBodyBytes?: number;
  /**
   * How long a frame may stay incomplete after its first byte.
   * @default 10000 ms
   */
  readonly frameTimeoutMs?: number;
  /**
   * Bytes waiting for the network above which `backpressure` fires.
   * @default 1 MiB
   */
  readonly highWaterBytes?: number;
  /**
   * Bytes waiting for the network above which the connection ends with `SEND_BUFFER_FULL`.
   * @default 16 MiB
   */
  readonly maxBufferedBytes?: number;
  /**
   * What bytes behind the last field of a body mean.
   * @default 'error'
   */
  readonly trailing?: 'error' | 'ignore';
  /**
   * The header of frames.
   * @default FRAME_LAYOUTS.unity
   */
  readonly layout?: FrameLayout;
  /**
   * Ids of the heartbeat and Quit messages.
   * @default heart 999, quit 1003
   */
  readonly systemIds?: Partial<SystemIds>;
  /**
   * The WebSocket constructor.
   * @default the runtime's own; in Node that of `ws`
   */
  readonly webSocket?: WebSocketConstructor;
  /**
   * `coalesce` sends many frames in one WebSocket message; `single` sends one frame per message, which some servers need.
   * @default 'coalesce'
   */
  readonly webSocketFraming?: 'coalesce' | 'single';
  /**
   * The clock and timers.
   * @default the host's
   */
  readonly clock?: Clock;
  /**
   * Draws from [0, 1), for jitter.
   * @default Math.random
   */
  readonly random?: () => number;
}
