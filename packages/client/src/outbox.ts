import { type Clock, NEVER } from './clock.ts';
import type { Counters } from './counters.ts';
import { ConnectionError } from './errors.ts';
import { ByteWriter } from './protocol/byte-writer.ts';
import type { FrameEncoder } from './protocol/frame-encoder.ts';
import type { MessageType } from './protocol/message-type.ts';
import type { Taps } from './tap.ts';
import type { Transport } from './transport/transport.ts';

/** Who hears from an outbox. */
export interface OutboxListener {
  /** More than `highWaterBytes` wait for the network, as of the write just made. */
  onHighWater(bufferedBytes: number): void;
  /** The transport failed, or more than `maxBufferedBytes` wait for it. */
  onFail(error: ConnectionError): void;
}

/** The send settings of a connection. */
export interface OutboxOptions {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly encoder: FrameEncoder;
  /** Keeps when it last wrote, which takes reading the clock. */
  readonly timesSends: boolean;
  readonly taps: Taps;
  readonly highWaterBytes: number;
  readonly maxBufferedBytes: number;
}

const FLUSH_AT_BYTES = 65_536;
const RESOLVED: Promise<void> = Promise.resolve();

/** Fills one batch of frames per microtask and writes it to the transport at once. Invariant: a batch that was written is never touched again. */
export class Outbox {
  readonly #transport: Transport;
  readonly #options: OutboxOptions;
  readonly #listener: OutboxListener;
  #writer: ByteWriter | undefined;
  #frameEnds: number[] | undefined;
  #frames = 0;
  #systemFrames = 0;
  #scheduled = false;
  #onMicrotask: (() => void) | undefined;
  #stopped = false;
  #lastSentAt = NEVER;

  constructor(transport: Transport, options: OutboxOptions, listener: OutboxListener) {
    this.#transport = transport;
    this.#options = options;
    this.#listener = listener;
  }

  /** Counts the game's messages in the batch. */
  get pendingMessages(): number {
    return this.#frames - this.#systemFrames;
  }

  /** Writes nothing from here on. */
  stop(): void {
    this.#stopped = true;
  }

  /** Counts the bytes that have not reached the network yet. */
  get bufferedBytes(): number {
    return this.#position + this.#transport.bufferedBytes;
  }

  /** When a batch was last written; `NEVER` also where sends are not timed. */
  get lastSentAt(): number {
    return this.#lastSentAt;
  }

  /** Appends a message. Throws a `UsageError` and changes nothing when it cannot be encoded. */
  write<T>(type: MessageType<T>, value: T): void {
    this.#options.encoder.write(this.#batch, type, value);
    this.#wrote();
  }

  /** Appends a message with a ready body. */
  writeRaw(id: number, body: Uint8Array): void {
    this.#options.encoder.writeRaw(this.#batch, id, body);
    this.#wrote();
  }

  /** Appends a frame that was encoded earlier, header and all. */
  writeEncoded(frame: Uint8Array): void {
    this.#batch.raw(frame);
    this.#wrote();
  }

  /** Appends a frame of the SDK's own that need not go at once. */
  writeSystem(frame: Uint8Array): void {
    this.#systemFrames++;
    this.writeEncoded(frame);
  }

  /**
   * Writes a frame of the SDK's own at once, together with what waits: thousands of heartbeats would schedule thousands of microtasks. It was
   * encoded earlier and is never changed, so that alone it needs no copy.
   */
  sendSystem(frame: Uint8Array): void {
    if (this.#stopped) return;
    if (this.#frames > 0) {
      this.#batch.raw(frame);
      this.#appended();
      this.flush();
    } else this.#send(frame, 1, this.#transport.wantsFrameEnds ? [frame.length] : undefined);
  }

  /** Writes the batch to the transport now. */
  flush(): void {
    if (this.#frames === 0 || this.#stopped) return;
    const frames = this.#frames;
    const frameEnds = this.#frameEnds;
    this.#frames = 0;
    this.#systemFrames = 0;
    this.#frameEnds = undefined;
    this.#send(this.#batch.take(), frames, frameEnds);
  }

  #send(bytes: Uint8Array, frames: number, frameEnds: readonly number[] | undefined): void {
    const { clock, counters, timesSends } = this.#options;
    counters.framesOut += frames;
    counters.bytesOut += bytes.length;
    if (timesSends) this.#lastSentAt = clock.now();
    try {
      this.#transport.send(bytes, frameEnds);
    } catch (cause) {
      this.#listener.onFail(
        new ConnectionError('SEND_FAILED', `the transport refused ${bytes.length} bytes`, { cause }),
      );
      return;
    }
    const { taps } = this.#options;
    if (taps.tell !== undefined) taps.tellBatch(bytes);
    this.#watchBuffer();
  }

  /** What is to be written. A client that only beats needs none. */
  get #batch(): ByteWriter {
    this.#writer ??= new ByteWriter();
    return this.#writer;
  }

  get #position(): number {
    return this.#writer?.position ?? 0;
  }

  #appended(): void {
    this.#frames++;
    if (this.#transport.wantsFrameEnds !== true) return;
    this.#frameEnds ??= [];
    this.#frameEnds.push(this.#position);
  }

  #wrote(): void {
    this.#appended();
    if (this.#position >= FLUSH_AT_BYTES) this.flush();
    else if (!this.#scheduled) this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    // Made with its first use, as a client that only beats never schedules, and kept.
    this.#onMicrotask ??= () => {
      this.#scheduled = false;
      this.flush();
    };
    RESOLVED.then(this.#onMicrotask);
  }

  #watchBuffer(): void {
    const { bufferedBytes } = this.#transport;
    const { highWaterBytes, maxBufferedBytes } = this.#options;
    if (bufferedBytes > maxBufferedBytes) {
      const detail = `${bufferedBytes} bytes wait for the network, ${maxBufferedBytes} are allowed`;
      this.#listener.onFail(new ConnectionError('SEND_BUFFER_FULL', detail));
    } else if (bufferedBytes > highWaterBytes) this.#listener.onHighWater(bufferedBytes);
  }
}
