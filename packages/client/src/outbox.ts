import type { Clock } from './clock.ts';
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
  readonly encoder: FrameEncoder;
  readonly taps: Taps;
  readonly highWaterBytes: number;
  readonly maxBufferedBytes: number;
}

const FLUSH_AT_BYTES = 65_536;
const NO_BODY: Uint8Array = new Uint8Array(0);
const RESOLVED: Promise<void> = Promise.resolve();

/** Fills one batch of frames per microtask and writes it to the transport at once. Invariant: a batch that was written is never touched again. */
export class Outbox {
  readonly #transport: Transport;
  readonly #options: OutboxOptions;
  readonly #counters: Counters;
  readonly #listener: OutboxListener;
  readonly #writer: ByteWriter = new ByteWriter();
  #frameEnds: number[] = [];
  #frames = 0;
  #scheduled = false;
  #stopped = false;
  #lastSentAt: number | undefined;

  constructor(transport: Transport, options: OutboxOptions, counters: Counters, listener: OutboxListener) {
    this.#transport = transport;
    this.#options = options;
    this.#counters = counters;
    this.#listener = listener;
  }

  /** Counts the game's messages in the batch. */
  get pendingMessages(): number {
    return this.#frames;
  }

  /** Writes nothing from here on. */
  stop(): void {
    this.#stopped = true;
  }

  /** Counts the bytes that have not reached the network yet. */
  get bufferedBytes(): number {
    return this.#writer.position + this.#transport.bufferedBytes;
  }

  /** When a batch was last written. */
  get lastSentAt(): number | undefined {
    return this.#lastSentAt;
  }

  /** Appends a message. Throws a `UsageError` and changes nothing when it cannot be encoded. */
  write<T>(type: MessageType<T>, value: T): void {
    this.#options.encoder.write(this.#writer, type, value);
    this.#wrote();
  }

  /** Appends a message with a ready body. */
  writeRaw(id: number, body: Uint8Array): void {
    this.#options.encoder.writeRaw(this.#writer, id, body);
    this.#wrote();
  }

  /** Appends a frame of the SDK's own, which has no body, and writes the batch at once: thousands of heartbeats would schedule thousands of microtasks. */
  sendSystem(id: number): void {
    if (this.#stopped) return;
    this.#options.encoder.writeRaw(this.#writer, id, NO_BODY);
    this.#appended();
    this.flush();
  }

  /** Appends a frame that was encoded earlier, header and all. */
  writeEncoded(frame: Uint8Array): void {
    this.#writer.raw(frame);
    this.#wrote();
  }

  /** Writes the batch to the transport now. */
  flush(): void {
    if (this.#frames === 0 || this.#stopped) return;
    const bytes = this.#writer.take();
    const frameEnds = this.#frameEnds;
    this.#counters.framesOut += this.#frames;
    this.#counters.bytesOut += bytes.length;
    this.#frames = 0;
    this.#lastSentAt = this.#options.clock.now();
    if (frameEnds.length > 0) this.#frameEnds = [];
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

  #appended(): void {
    this.#frames++;
    if (this.#transport.wantsFrameEnds === true) this.#frameEnds.push(this.#writer.position);
  }

  #wrote(): void {
    this.#appended();
    if (this.#writer.position >= FLUSH_AT_BYTES) this.flush();
    else if (!this.#scheduled) this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    RESOLVED.then(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  #watchBuffer(): void {
    const { bufferedBytes } = this.#transport;
    const { highWaterBytes, maxBufferedBytes } = this.#options;
    if (bufferedBytes > maxBufferedBytes) {
      const detail = `${bufferedBytes} bytes wait for the network, more than ${maxBufferedBytes}`;
      this.#listener.onFail(new ConnectionError('SEND_BUFFER_FULL', detail));
    } else if (bufferedBytes > highWaterBytes) this.#listener.onHighWater(bufferedBytes);
  }
}
