import type { Clock } from './clock.ts';
import type { DropError } from './connection/state.ts';
import type { Counters } from './counters.ts';
import { Dispatcher, type MessageHandler } from './dispatcher.ts';
import type { IsolatedEmitter } from './emitter.ts';
import { ConnectionError, type NetMgrError } from './errors.ts';
import { Inbox } from './inbox.ts';
import type { FrameOwner } from './offline-queue.ts';
import { checkCallback, checkNumber } from './option-checks.ts';
import { ByteReader } from './protocol/byte-reader.ts';
import { copyBytes } from './protocol/copy-bytes.ts';
import type { MessageRegistry } from './protocol/message-registry.ts';
import { type DecodeBodyOptions, decodeBody, type MessageType } from './protocol/message-type.ts';
import { type RequestSpec, Requests } from './requests.ts';

/** The receive settings of a NetMgr. */
export interface IntakeOptions {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly events: IsolatedEmitter;
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
export class MessageIntake extends Dispatcher {
  readonly #registry: MessageRegistry;
  readonly #options: IntakeOptions;
  readonly #onBroken: (error: DropError) => void;
  /** Only in manual dispatch. */
  readonly #inbox: Inbox | undefined;
  /** Only once something was requested. */
  #requests: Requests | undefined;
  #decoding: DecodeBodyOptions | undefined;
  #updating = false;

  /** `onBroken` hears of bytes that are wrong, or too many. In manual dispatch the connection that they came by may be over. */
  constructor(registry: MessageRegistry, options: IntakeOptions, onBroken: (error: DropError) => void) {
    super(options.events);
    this.#registry = registry;
    this.#options = options;
    this.#onBroken = onBroken;
    this.#inbox = options.dispatch === 'manual' ? new Inbox(options.inbox) : undefined;
  }

  /** Counts the messages that wait for `update()`. */
  get waiting(): number {
    return this.#inbox?.length ?? 0;
  }

  /** Adds a handler and returns its idempotent remover. */
  on<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void {
    checkCallback('handler', handler);
    this.#registry.add(type);
    return this.add(type.id, handler);
  }

  /** Sends a request by `send`, and gives its reply. */
  request<R>(spec: RequestSpec<R>, send: (owner: FrameOwner) => void): Promise<R> {
    this.#requests ??= new Requests(this.#options.clock);
    return this.#requests.add(spec, send);
  }

  /** Rejects the requests that wait for a reply. */
  rejectRequests(error: NetMgrError): void {
    this.#requests?.rejectAll(error);
  }

  /** Counts the host's timers that are armed. */
  get armedCount(): number {
    return this.#requests?.armedCount ?? 0;
  }

  /** Takes a frame of a chunk that came at `receivedAtMs`. */
  receive(id: number, bytes: Uint8Array, start: number, end: number, receivedAtMs: number): void {
    if (!this.#inbox) this.#deliver(id, bytes, start, end, receivedAtMs);
    else if (!this.#inbox.push({ id, body: copyBytes(bytes, start, end), receivedAtMs }))
      this.#onBroken(new ConnectionError('INBOX_FULL', `${this.waiting} messages wait for update()`));
  }

  /** Delivers waiting messages in order and tells how many. A call from inside a handler delivers none. */
  update({ budgetMs = Number.POSITIVE_INFINITY, maxMessages = Number.POSITIVE_INFINITY }: UpdateOptions): number {
    checkNumber('budgetMs', budgetMs, 0);
    checkNumber('maxMessages', maxMessages, 0);
    if (this.#updating) return 0;
    this.#updating = true;
    const { clock } = this.#options;
    const endsAt = clock.now() + budgetMs;
    let count = 0;
    try {
      while (count < maxMessages) {
        const frame = this.#inbox?.shift();
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
    this.#options.counters.discarded += this.#inbox?.clear() ?? 0;
  }

  #deliver(id: number, bytes: Uint8Array, start: number, end: number, receivedAtMs: number): void {
    const type = this.#registry.get(id);
    if (type === undefined || !(this.has(id) || this.#requests?.awaits(id))) {
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
      this.#onBroken(error as DropError);
      return;
    }
    if (this.#requests?.settle(id, message)) return;
    if (this.has(id)) this.dispatch(message, { id, receivedAtMs }, type.name);
    else this.#tellUnhandled(id, bytes, start, end);
  }

  #tellUnhandled(id: number, bytes: Uint8Array, start: number, end: number): void {
    const { counters, events } = this.#options;
    counters.unhandled++;
    if (events.count('unhandled') === 0) return;
    events.emit('unhandled', { id, name: this.#registry.get(id)?.name, body: copyBytes(bytes, start, end) });
  }
}
