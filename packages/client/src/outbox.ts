import { ConnectionError } from './errors.ts';
import type { NetContext } from './net-context.ts';
import { ByteWriter } from './protocol/byte-writer.ts';
import type { MessageType } from './protocol/message-type.ts';
import { tellBatch } from './tap.ts';
import type { Transport } from './transport/transport.ts';

const FLUSH_AT_BYTES = 65_536;
const RESOLVED: Promise<void> = Promise.resolve();

/** Fills one batch of frames per microtask and writes it to the transport at once. Invariant: a batch that was written is never touched again. */
export abstract class Outbox {
  readonly #context: NetContext;
  #writer: ByteWriter | undefined;
  #frameEnds: number[] | undefined;
  #frames = 0;
  #systemFrames = 0;
  #scheduled = false;
  #onMicrotask: (() => void) | undefined;
  #lastSentAt: number | undefined;
  protected transport: Transport | undefined;
  /** Writes nothing from here on. */
  protected silent = false;

  constructor(context: NetContext) {
    this.#context = context;
  }

  /** More than `highWaterBytes` wait for the network, as of the write just made. */
  protected abstract onHighWater(bufferedBytes: number): void;

  /** The transport failed, or more than `maxBufferedBytes` wait for it. */
  protected abstract onFail(error: unknown): void;

  /** Counts the game's messages in the batch. */
  get pendingMessages(): number {
    return this.#frames - this.#systemFrames;
  }

  /** Counts the bytes that have not reached the network yet. */
  get bufferedBytes(): number {
    return this.#position + (this.transport?.bufferedBytes ?? 0);
  }

  /** When a batch was last written; `undefined` also where sends are not timed. */
  get lastSentAt(): number | undefined {
    return this.#lastSentAt;
  }

  /** Appends a message. Throws a `UsageError` and changes nothing when it cannot be encoded. */
  write<T>(type: MessageType<T>, value: T): void {
    this.#context.settings.encoder.write(this.#batch, type, value);
    this.#wrote();
  }

  /** Appends a message with a ready body. */
  writeRaw(id: number, body: Uint8Array): void {
    this.#context.settings.encoder.writeRaw(this.#batch, id, body);
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
    if (this.silent) return;
    if (this.#frames > 0) {
      this.#batch.raw(frame);
      this.#appended();
      this.flush();
    } else this.#send(frame, 1, this.transport?.wantsFrameEnds ? [frame.length] : undefined);
  }

  /** Writes the batch to the transport now. */
  flush(): void {
    if (this.#frames === 0 || this.silent) return;
    const frames = this.#frames;
    const frameEnds = this.#frameEnds;
    this.#frames = 0;
    this.#systemFrames = 0;
    this.#frameEnds = undefined;
    this.#send(this.#batch.take(), frames, frameEnds);
  }

  #send(bytes: Uint8Array, frames: number, frameEnds: readonly number[] | undefined): void {
    const { counters, settings } = this.#context;
    counters.framesOut += frames;
    counters.bytesOut += bytes.length;
    // Reading the clock is a good part of what a small batch costs.
    if (settings.heartbeat?.when === 'idle') this.#lastSentAt = settings.clock.now();
    try {
      this.transport!.send(bytes, frameEnds);
    } catch (cause) {
      this.onFail(new ConnectionError('SEND_FAILED', `the transport refused ${bytes.length} bytes`, { cause }));
      return;
    }
    if (this.#context.tell) tellBatch(this.#context, bytes);
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
    if (!this.transport?.wantsFrameEnds) return;
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
    const bufferedBytes = this.transport?.bufferedBytes ?? 0;
    const { highWaterBytes, maxBufferedBytes } = this.#context.settings.values;
    if (bufferedBytes > maxBufferedBytes) {
      const detail = `${bufferedBytes} bytes wait for the network, ${maxBufferedBytes} are allowed`;
      this.onFail(new ConnectionError('SEND_BUFFER_FULL', detail));
    } else if (bufferedBytes > highWaterBytes) this.onHighWater(bufferedBytes);
  }
}
