import { UsageError } from './errors.ts';

/** What to do with a message when there is no connection. */
export type WhenOffline = 'queue' | 'drop' | 'throw';

/** What gives way when the offline queue is full. */
export const OVERFLOW_POLICIES = ['dropOldest', 'dropNewest', 'throw'] as const;

/** One of `OVERFLOW_POLICIES`. */
export type OverflowPolicy = (typeof OVERFLOW_POLICIES)[number];

/** Bounds of what waits for a connection. */
export interface OfflineQueueOptions {
  /**
   * Messages kept.
   * @default 1000
   */
  readonly maxMessages?: number;
  /**
   * Encoded bytes kept.
   * @default 1 MiB
   */
  readonly maxBytes?: number;
  /**
   * Age beyond which a message is dropped in place of sent.
   * @default 60000 ms
   */
  readonly maxAgeMs?: number;
  /**
   * What gives way when the queue is full; `throw` throws `QUEUE_FULL` and keeps what is queued.
   * @default 'dropOldest'
   */
  readonly overflow?: OverflowPolicy;
}

/** Why an accepted message never reached the network. */
export type DropReason =
  /** There was no connection, and the policy is `drop`; or the NetMgr is closed. */
  | 'offline'
  /** The offline queue was full. */
  | 'overflow'
  /** It waited longer than `maxAgeMs`. */
  | 'expired'
  /** `close()` was called, or reconnecting was given up. */
  | 'closed'
  /** The connection ended before its batch was written. */
  | 'connectionLost';

/** One encoded frame that waits for a connection. */
interface QueuedFrame {
  readonly frame: Uint8Array;
  readonly queuedAt: number;
}

/** Keeps encoded frames in order while there is no connection. Invariant: within its bounds in messages and bytes. */
export class OfflineQueue {
  readonly #options: Required<OfflineQueueOptions>;
  readonly #onDrop: (reason: DropReason, count: number) => void;
  #frames: QueuedFrame[] = [];
  #bytes = 0;

  constructor(options: Required<OfflineQueueOptions>, onDrop: (reason: DropReason, count: number) => void) {
    this.#options = options;
    this.#onDrop = onDrop;
  }

  get length(): number {
    return this.#frames.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a frame; tells whether it was kept. Throws `QUEUE_FULL` under that policy. */
  push(frame: Uint8Array, now: number): boolean {
    this.#expire(now);
    if (!this.#makeRoom(frame.length)) return false;
    this.#frames.push({ frame, queuedAt: now });
    this.#bytes += frame.length;
    return true;
  }

  /** Empties the queue and gives what is still fresh, oldest first. */
  take(now: number): readonly Uint8Array[] {
    this.#expire(now);
    const frames = this.#frames.map(({ frame }) => frame);
    this.#frames = [];
    this.#bytes = 0;
    return frames;
  }

  /** Empties the queue and reports what was in it. */
  discard(reason: DropReason): void {
    const count = this.#frames.length;
    this.#frames = [];
    this.#bytes = 0;
    if (count > 0) this.#onDrop(reason, count);
  }

  #makeRoom(bytes: number): boolean {
    const { maxMessages, maxBytes, overflow } = this.#options;
    const fits = (): boolean => this.#frames.length < maxMessages && this.#bytes + bytes <= maxBytes;
    if (fits()) return true;
    if (overflow === 'throw') {
      throw new UsageError(
        'QUEUE_FULL',
        `${this.#frames.length} messages of ${this.#bytes} bytes wait for a connection`,
      );
    }
    if (overflow === 'dropNewest' || bytes > maxBytes || maxMessages === 0) {
      this.#onDrop('overflow', 1);
      return false;
    }
    let count = 0;
    while (!fits()) {
      this.#removeOldest();
      count++;
    }
    this.#onDrop('overflow', count);
    return true;
  }

  #expire(now: number): void {
    let count = 0;
    while (this.#frames.length > 0 && now - this.#frames[0]!.queuedAt > this.#options.maxAgeMs) {
      this.#removeOldest();
      count++;
    }
    if (count > 0) this.#onDrop('expired', count);
  }

  #removeOldest(): void {
    const oldest = this.#frames.shift();
    this.#bytes -= oldest?.frame.length ?? 0;
  }
}
