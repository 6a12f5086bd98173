import { UsageError } from './errors.ts';

/** What can be done with a message when there is no connection. */
export const WHEN_OFFLINE = ['queue', 'drop', 'throw'] as const;

/** One of `WHEN_OFFLINE`. */
export type WhenOffline = (typeof WHEN_OFFLINE)[number];

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
  /** It waited longer than `maxAgeMs`, or than its request. */
  | 'expired'
  /** `close()` was called, or reconnecting was given up. */
  | 'closed'
  /** The connection ended before its batch was written. */
  | 'connectionLost';

/** Whoever waits for what becomes of a queued frame, such as a request. */
export interface FrameOwner {
  /** Nobody waits any more, so the frame is not to be sent. */
  readonly isSettled: boolean;
  /** The frame will never be sent. */
  onDropped(): void;
}

/** One encoded frame that waits for a connection. */
interface QueuedFrame {
  readonly frame: Uint8Array;
  readonly queuedAt: number;
  readonly owner: FrameOwner | undefined;
}

/** Keeps encoded frames in order while there is no connection. Invariant: within its bounds in messages and bytes. */
export abstract class OfflineQueue {
  readonly #options: Required<OfflineQueueOptions>;
  /** Made with the first frame. */
  #frames: QueuedFrame[] | undefined;
  #bytes = 0;

  constructor(options: Required<OfflineQueueOptions>) {
    this.#options = options;
  }

  /** Hears of messages that will never reach the network; of none, too. */
  abstract dropped(reason: DropReason, count: number): void;

  get queued(): number {
    return this.#frames?.length ?? 0;
  }

  get queuedBytes(): number {
    return this.#bytes;
  }

  /** Adds a frame; tells whether it was kept. Throws `QUEUE_FULL` under that policy. */
  push(frame: Uint8Array, now: number, owner?: FrameOwner): boolean {
    const expired = this.#expire(now);
    const isKept = this.#fits(frame.length) || this.#mayMakeRoom(frame.length);
    const overflowed = isKept ? this.#removeWhile(() => !this.#fits(frame.length)) : 1;
    if (isKept) {
      this.#frames ??= [];
      this.#frames.push({ frame, queuedAt: now, owner });
      this.#bytes += frame.length;
    }
    // Told last: whoever hears of it may send or close, and must find the queue in order.
    this.dropped('expired', expired);
    if (!isKept && this.#options.overflow === 'throw')
      throw new UsageError('QUEUE_FULL', `${this.queued} messages of ${this.queuedBytes} bytes wait for a connection`);
    this.dropped('overflow', overflowed);
    return isKept;
  }

  /** Empties the queue and gives what is still fresh, oldest first. */
  take(now: number): readonly Uint8Array[] {
    const expired = this.#expire(now);
    const queued = this.#clear();
    const wanted = queued.filter(({ owner }) => owner?.isSettled !== true);
    this.dropped('expired', expired + queued.length - wanted.length);
    return wanted.map(({ frame }) => frame);
  }

  /** Empties the queue and reports what was in it. */
  discard(reason: DropReason): void {
    const queued = this.#clear();
    for (const { owner } of queued) owner?.onDropped();
    this.dropped(reason, queued.length);
  }

  #fits(bytes: number): boolean {
    const { maxMessages, maxBytes } = this.#options;
    return this.queued < maxMessages && this.#bytes + bytes <= maxBytes;
  }

  /** Tells whether dropping what is queued is allowed and would help. */
  #mayMakeRoom(bytes: number): boolean {
    const { maxMessages, maxBytes, overflow } = this.#options;
    return overflow === 'dropOldest' && maxMessages > 0 && bytes <= maxBytes;
  }

  #expire(now: number): number {
    return this.#removeWhile(() => now - (this.#frames?.[0]?.queuedAt ?? now) > this.#options.maxAgeMs);
  }

  /** Removes the oldest frames and tells how many. */
  #removeWhile(isOver: () => boolean): number {
    let count = 0;
    for (; isOver(); count++) {
      const oldest = this.#frames?.shift();
      this.#bytes -= oldest?.frame.length ?? 0;
      oldest?.owner?.onDropped();
    }
    return count;
  }

  #clear(): readonly QueuedFrame[] {
    const frames = this.#frames ?? [];
    this.#frames = undefined;
    this.#bytes = 0;
    return frames;
  }
}
