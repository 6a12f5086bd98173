import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import { Dispatcher, type MessageHandler } from './dispatcher.ts';
import { ConnectionError, type ProtocolError } from './errors.ts';
import { Inbox } from './inbox.ts';
import { checkCallback, checkNumber } from './option-checks.ts';
import { ByteReader } from './protocol/byte-reader.ts';
import { copyBytes } from './protocol/copy-bytes.ts';
import type { MessageRegistry } from './protocol/message-registry.ts';
import { type DecodeBodyOptions, decodeBody, type MessageType } from './protocol/message-type.ts';
import { Requests } from './requests.ts';

/** Who hears from an intake. */
export interface IntakeListener {
  /** The peer's bytes are wrong, or too many. In manual dispatch the connection that they came by may be over. */
  onBroken(error: ProtocolError | ConnectionError): void;
  /** Nothing waited for this frame. Its bytes are the listener's only until it returns. */
  onUnhandled(id: number, bytes: Uint8Array, start: number, end: number): void;
  onHandlerError(error: unknown, id: number): void;
}

/** The receive settings of a NetMgr. */
export interface IntakeOptions {
  readonly clock: Clock;
  readonly dispatch: 'immediate' | 'manual';
  readonly inbox: { readonly maxMessages: number; readonly maxBytes: number };
  readonly trailing: 'error' | 'ignore';
}

/** How much one `update()` may do. */
export interface UpdateOptions {
  /**
   * Stops after the message with which this time is spent. At least one message is handled.
   * @default Infinity
   */
  readonly budgetMs?: number;
  /**
   * Stops after so many messages.
   * @default Infinity
   */
  readonly maxMessages?: number;
}

/** Takes frames in, decodes them and hands them to requests and handlers: at once, or when `update()` asks. */
export class MessageIntake {
  /** The requests that wait for replies. */
  readonly requests: Requests;
  readonly #registry: MessageRegistry;
  readonly #options: IntakeOptions;
  readonly #counters: Counters;
  readonly #listener: IntakeListener;
  readonly #dispatcher: Dispatcher;
  readonly #inbox: Inbox;
  #decoding: DecodeBodyOptions | undefined;
  #updating = false;

  constructor(registry: MessageRegistry, options: IntakeOptions, counters: Counters, listener: IntakeListener) {
    this.#registry = registry;
    this.#options = options;
    this.#counters = counters;
    this.#listener = listener;
    this.requests = new Requests(options.clock);
    this.#dispatcher = new Dispatcher((error, id) => listener.onHandlerError(error, id));
    this.#inbox = new Inbox(options.inbox);
  }

  /** Counts the messages that wait for `update()`. */
  get waiting(): number {
    return this.#inbox.length;
  }

  /** Adds a handler and returns its idempotent remover. */
  on<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void {
    checkCallback('handler', handler);
    this.#registry.add(type);
    return this.#dispatcher.add(type.id, handler);
  }

  /** Takes a frame of a chunk that came at `receivedAtMs`. */
  receive(id: number, bytes: Uint8Array, start: number, end: number, receivedAtMs: number): void {
    if (this.#options.dispatch === 'immediate') {
      this.#deliver(id, bytes, start, end, receivedAtMs);
      return;
    }
    if (this.#inbox.push({ id, body: copyBytes(bytes, start, end), receivedAtMs })) return;
    this.#listener.onBroken(new ConnectionError('INBOX_FULL', `${this.#inbox.length} messages wait for update()`));
  }

  /** Delivers waiting messages in order and tells how many. A call from inside a handler delivers none. */
  update({ budgetMs = Number.POSITIVE_INFINITY, maxMessages = Number.POSITIVE_INFINITY }: UpdateOptions): number {
    checkNumber('budgetMs', budgetMs, { min: 0 });
    checkNumber('maxMessages', maxMessages, { min: 0 });
    if (this.#updating) return 0;
    this.#updating = true;
    const { clock } = this.#options;
    const endsAt = clock.now() + budgetMs;
    let count = 0;
    try {
      while (count < maxMessages) {
        const frame = this.#inbox.shift();
        if (frame === undefined) break;
        count++;
        this.#deliver(frame.id, frame.body, 0, frame.body.length, frame.receivedAtMs);
        if (clock.now() >= endsAt) break;
      }
    } finally {
      this.#updating = false;
    }
    return count;
  }

  /** Forgets what waits for `update()`. */
  discard(): void {
    this.#counters.discarded += this.#inbox.clear();
  }

  #deliver(id: number, bytes: Uint8Array, start: number, end: number, receivedAtMs: number): void {
    const type = this.#registry.get(id);
    if (type === undefined || !(this.#dispatcher.has(id) || this.requests.awaits(id))) {
      this.#tellUnhandled(id, bytes, start, end);
      return;
    }
    this.#decoding ??= { trailing: this.#options.trailing, reader: new ByteReader() };
    let message: unknown;
    try {
      message = decodeBody(type, bytes, start, end, this.#decoding);
    } catch (error) {
      // What came behind a body that cannot be read is no more to be trusted than what would have come next.
      this.discard();
      this.#listener.onBroken(error as ProtocolError);
      return;
    }
    if (this.requests.settle(id, message)) return;
    if (this.#dispatcher.has(id)) this.#dispatcher.dispatch(message, { id, receivedAtMs });
    else this.#tellUnhandled(id, bytes, start, end);
  }

  #tellUnhandled(id: number, bytes: Uint8Array, start: number, end: number): void {
    this.#counters.unhandled++;
    this.#listener.onUnhandled(id, bytes, start, end);
  }
}
