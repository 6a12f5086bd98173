import type { Clock } from '@netmgr/client';
import type { Codec } from './codec.ts';
import type { OfflineReason } from './events.ts';
import type { ResolvedOptions } from './options.ts';

/** Hears from one connection. */
export interface ConnectionOwner {
  /** A frame came that is no system message. May throw a ProtocolError, which ends the connection. */
  onFrame(id: number, bytes: Uint8Array, start: number, end: number): void;
  /** A heartbeat came. */
  onHeartbeat(): void;
  /** Whole frames leave as one piece. They stay as they are. */
  onSent(frames: Uint8Array): void;
  /** The client is offline. Exactly once, as the last thing that happens in the call that caused it. */
  onOffline(reason: OfflineReason, error: Error | undefined): void;
  /** The link is gone. Exactly once, after `onOffline`. */
  onClosed(): void;
}

/** What a connection shares with all others of its server. */
export interface ConnectionContext {
  readonly clock: Clock;
  readonly codec: Codec;
  readonly options: ResolvedOptions;
}
