import { NEVER } from './clock.ts';
import type { DropError } from './connection/state.ts';
import { dropErrorOf } from './drop-error.ts';
import { ConnectionError, ProtocolError, wordsOf } from './errors.ts';
import type { NetContext } from './net-context.ts';
import { Outbox } from './outbox.ts';
import { createFrameDecoder, type FrameDecoder, type FrameDecoderOptions } from './protocol/frame-decoder.ts';
import type { FrameLayout } from './protocol/frame-layout.ts';
import type { TransportCloseInfo, TransportFactory, TransportListener } from './transport/transport.ts';

/** Who hears from links, each of which names its dial by its epoch. Nothing is called after `release()`. */
export interface LinkListener {
  onOpen(epoch: number): void;
  onFrame(id: number, bytes: Uint8Array, start: number, end: number): void;
  /** A chunk was received and its frames were delivered. */
  onReceived(epoch: number): void;
  onHighWater(bufferedBytes: number): void;
  /** The link broke, or the peer broke the protocol. */
  drop(error: DropError, epoch: number): void;
}

/**
 * One dial: a transport, the decoder of its bytes and the batch of frames to send. The batch is no object of its own, as there may be thousands.
 * Invariant: once released or closed, it is silent for good.
 * Custom transports break their promises, so what they do out of turn ends the connection here and goes no further.
 */
export class Link extends Outbox implements TransportListener, FrameDecoderOptions {
  readonly #context: NetContext;
  readonly #listener: LinkListener;
  readonly #epoch: number;
  readonly #decoder: FrameDecoder;
  /** `undefined` until it opened. Of a field that is a number from the start, a box would be made for each message that is told it. */
  #quietSince: number | undefined;
  #ended = false;
  #isHeard = false;
  #partialSince = 0;

  constructor(dial: TransportFactory, epoch: number, context: NetContext, listener: LinkListener) {
    super(context);
    this.#epoch = epoch;
    this.#context = context;
    this.#listener = listener;
    this.#decoder = createFrameDecoder(this);
    const transport = dial(this);
    if (typeof transport?.send !== 'function') throw new TypeError('it returned no transport');
    this.transport = transport;
  }

  get layout(): FrameLayout {
    return this.#context.settings.layout;
  }

  get maxBodyBytes(): number {
    return this.#context.settings.values.maxBodyBytes;
  }

  /** Since when traffic has gone both ways: the earlier of the last each way. `NEVER` before the first exchange, or where sends are not timed. */
  get exchangedAt(): number {
    return Math.min(this.#isHeard ? this.quietSince : NEVER, this.lastSentAt ?? NEVER);
  }

  /** When bytes last came, or the transport opened. */
  get quietSince(): number {
    return this.#quietSince ?? 0;
  }

  /** When the first byte of the frame that is still incomplete came; `undefined` between frames. */
  get partialSince(): number | undefined {
    return this.#decoder.pendingBytes > 0 ? this.#partialSince : undefined;
  }

  /** Ends in good order: sends the batch, then says goodbye; `onEnd` follows. No further frame is delivered. */
  end(): void {
    this.#ended = true;
    this.#decoder.stop();
    this.flush();
    try {
      this.transport?.close();
    } catch (cause) {
      this.onFail(new ConnectionError('CONNECTION_RESET', 'the transport failed to close', { cause }));
    }
  }

  /** Lets go at once and for good; tells how many messages will never be written. */
  release(): number {
    this.#silence();
    try {
      this.transport?.abort();
    } catch {
      // There is no gentler way left to let go, and nobody to whom it would still matter.
    }
    this.transport = undefined;
    return this.pendingMessages;
  }

  onOpen(): void {
    if (this.silent || this.#quietSince !== undefined) return;
    if (!this.transport) {
      this.onFail(new ConnectionError('CONNECT_FAILED', 'the transport opened inside its own dial'));
      return;
    }
    this.#quietSince = this.#context.settings.clock.now();
    this.#listener.onOpen(this.#epoch);
  }

  onBytes(bytes: Uint8Array): void {
    if (this.silent) return;
    if (this.#quietSince === undefined) {
      this.onFail(new ConnectionError('CONNECT_FAILED', 'bytes came before the transport opened'));
    } else if (!ArrayBuffer.isView(bytes) || !('length' in bytes)) {
      this.onFail(new ConnectionError('CONNECTION_RESET', 'the transport gave no Uint8Array'));
    } else this.#push(bytes);
  }

  #push(bytes: Uint8Array): void {
    const now = this.#context.settings.clock.now();
    const { frameCount, pendingBytes } = this.#decoder;
    this.#isHeard = true;
    this.#quietSince = now;
    this.#context.counters.bytesIn += bytes.length;
    try {
      this.#decoder.push(bytes);
    } catch (error) {
      // Reading a body may have run code that closed.
      if (this.#ended) this.#context.events.emit('error', error as ProtocolError);
      else this.onFail(error);
      return;
    }
    const isNew = pendingBytes === 0 || this.#decoder.frameCount !== frameCount;
    if (isNew && this.#decoder.pendingBytes > 0) this.#partialSince = now;
    this.#listener.onReceived(this.#epoch);
  }

  onFrame(id: number, bytes: Uint8Array, start: number, end: number): void {
    const context = this.#context;
    context.counters.framesIn++;
    context.tell?.('in', id, bytes, start, end);
    // An observer may have closed meanwhile.
    if (!this.#ended) this.#listener.onFrame(id, bytes, start, end);
  }

  protected onHighWater(bufferedBytes: number): void {
    this.#listener.onHighWater(bufferedBytes);
  }

  protected onFail(error: unknown): void {
    if (this.silent) return;
    const known = error instanceof ProtocolError || error instanceof ConnectionError;
    this.#listener.drop(
      known ? error : new ProtocolError('BAD_BODY', `a frame could not be handled: ${wordsOf(error)}`, error),
      this.#epoch,
    );
  }

  onClose(info: TransportCloseInfo): void {
    if (this.silent) return;
    this.#silence();
    this.transport = undefined;
    this.#listener.drop(dropErrorOf(info ?? { how: 'reset' }, this.#quietSince !== undefined), this.#epoch);
  }

  #silence(): void {
    this.silent = true;
    this.#ended = true;
    this.#decoder.stop();
  }
}
