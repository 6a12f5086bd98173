import type { DropError } from './connection/state.ts';
import type { Counters } from './counters.ts';
import { dropErrorOf } from './drop-error.ts';
import { ConnectionError, ProtocolError, wordsOf } from './errors.ts';
import { Outbox, type OutboxOptions } from './outbox.ts';
import { createFrameDecoder, type FrameDecoder } from './protocol/frame-decoder.ts';
import type { FrameLayout } from './protocol/frame-layout.ts';
import type { Transport, TransportCloseInfo, TransportFactory } from './transport/transport.ts';

/** Who hears from a link. Nothing is called after `release()`. */
export interface LinkListener {
  onOpen(): void;
  onFrame(id: number, bytes: Uint8Array, start: number, end: number): void;
  /** A chunk was received and its frames were delivered. */
  onReceived(): void;
  onHighWater(bufferedBytes: number): void;
  /** The link broke, or the peer broke the protocol. At most once. */
  onEnd(error: DropError): void;
}

/** The settings of a link. */
export interface LinkOptions extends OutboxOptions {
  readonly layout: FrameLayout;
  readonly maxBodyBytes: number;
}

/**
 * One dial: a transport, the decoder of its bytes and the batch of frames to send. Invariant: once released or closed, it is silent for good.
 * Custom transports break their promises, so what they do out of turn ends the connection here and goes no further.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #counters: Counters;
  readonly #listener: LinkListener;
  readonly #decoder: FrameDecoder;
  #transport: Transport | undefined;
  #outbox: Outbox | undefined;
  #ended = false;
  #silent = false;
  #lastHeardAt: number | undefined;
  #partialSince = 0;

  constructor(dial: TransportFactory, options: LinkOptions, counters: Counters, listener: LinkListener) {
    this.#options = options;
    this.#counters = counters;
    this.#listener = listener;
    this.#decoder = createFrameDecoder({
      layout: options.layout,
      maxBodyBytes: options.maxBodyBytes,
      onFrame: (id, bytes, start, end) => {
        counters.framesIn++;
        options.taps.tell?.('in', id, bytes, start, end);
        // An observer may have closed meanwhile.
        if (!this.#ended) listener.onFrame(id, bytes, start, end);
      },
    });
    const transport = dial({
      onOpen: () => this.#open(),
      onBytes: (bytes) => this.#receive(bytes),
      onClose: (info) => this.#close(info),
    });
    if (typeof transport?.send !== 'function') throw new TypeError('the transport factory returned no transport');
    this.#transport = transport;
  }

  /** What is to be sent; `undefined` until the transport opened. */
  get outbox(): Outbox | undefined {
    return this.#outbox;
  }

  /** When bytes last came. */
  get lastHeardAt(): number | undefined {
    return this.#lastHeardAt;
  }

  /** When the first byte of the frame that is still incomplete came; `undefined` between frames. */
  get partialSince(): number | undefined {
    return this.#decoder.pendingBytes > 0 ? this.#partialSince : undefined;
  }

  /** Ends in good order: sends the batch, then says goodbye; `onEnd` follows. No further frame is delivered. */
  end(): void {
    this.#ended = true;
    this.#decoder.stop();
    this.#outbox?.flush();
    try {
      this.#transport?.close();
    } catch (cause) {
      this.#fail(new ConnectionError('CONNECTION_RESET', 'the transport failed to close', { cause }));
    }
  }

  /** Lets go at once and for good; tells how many messages will never be written. */
  release(): number {
    this.#silence();
    try {
      this.#transport?.abort();
    } catch {
      // There is no gentler way left to let go, and nobody to whom it would still matter.
    }
    this.#transport = undefined;
    return this.#outbox?.pendingMessages ?? 0;
  }

  #open(): void {
    if (this.#silent || this.#outbox !== undefined) return;
    if (this.#transport === undefined) {
      this.#fail(new ConnectionError('CONNECT_FAILED', 'the transport opened inside its own dial'));
      return;
    }
    this.#outbox = new Outbox(this.#transport, this.#options, this.#counters, {
      onHighWater: (bufferedBytes) => this.#listener.onHighWater(bufferedBytes),
      onFail: (error) => this.#fail(error),
    });
    this.#listener.onOpen();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#silent) return;
    if (this.#outbox === undefined) {
      this.#fail(new ConnectionError('CONNECT_FAILED', 'bytes came before the transport opened'));
    } else if (!ArrayBuffer.isView(bytes) || !('length' in bytes)) {
      this.#fail(new ConnectionError('CONNECTION_RESET', 'the transport gave something that is no Uint8Array'));
    } else this.#push(bytes);
  }

  #push(bytes: Uint8Array): void {
    const now = this.#options.clock.now();
    const { frameCount, pendingBytes } = this.#decoder;
    this.#lastHeardAt = now;
    this.#counters.bytesIn += bytes.length;
    try {
      this.#decoder.push(bytes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (pendingBytes === 0 || this.#decoder.frameCount !== frameCount) this.#partialSince = now;
    this.#listener.onReceived();
  }

  #fail(error: unknown): void {
    if (this.#silent) return;
    const known = error instanceof ProtocolError || error instanceof ConnectionError;
    this.#listener.onEnd(
      known ? error : new ProtocolError('BAD_BODY', `a frame could not be handled: ${wordsOf(error)}`, error),
    );
  }

  #close(info: TransportCloseInfo): void {
    if (this.#silent) return;
    this.#silence();
    this.#transport = undefined;
    this.#listener.onEnd(dropErrorOf(info ?? { how: 'reset' }, this.#outbox !== undefined));
  }

  #silence(): void {
    this.#silent = true;
    this.#ended = true;
    this.#decoder.stop();
    this.#outbox?.stop();
  }
}
