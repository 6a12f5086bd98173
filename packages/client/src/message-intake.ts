import type { DropError } from './connection/state.ts';
import { Dispatcher, type MessageHandler, placeOf } from './dispatcher.ts';
import { ConnectionError, type NetMgrError } from './errors.ts';
import { Inbox } from './inbox.ts';
import type { NetContext } from './net-context.ts';
import type { FrameOwner } from './offline-queue.ts';
import { checkCallback, checkNumber, UNLIMITED } from './option-checks.ts';
import { ByteReader } from './protocol/byte-reader.ts';
import { copyBytes } from './protocol/copy-bytes.ts';
import { type DecodeBodyOptions, decodeBody, type MessageType } from './protocol/message-type.ts';
import { type RequestSpec, Requests } from './requests.ts';

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
  readonly #context: NetContext;
  /** Only in manual dispatch. */
  readonly #inbox: Inbox | undefined;
  /** Only once something was requested. */
  #requests: Requests | undefined;
  #decoding: DecodeBodyOptions | undefined;
  #updating = false;

  constructor(context: NetContext) {
    super(context.events);
    this.#context = context;
    const { values, inbox } = context.settings;
    this.#inbox = values.dispatch === 'manual' ? new Inbox(inbox) : undefined;
  }

  /** Counts the messages that wait for `update()`. */
  get waiting(): number {
    return this.#inbox?.length ?? 0;
  }

  /** Adds a handler and returns its idempotent remover. */
  on<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void {
    checkCallback('handler', handler);
    this.#context.learn(type);
    return this.add(type as MessageType<unknown>, handler);
  }

  /** Sends a request by `send`, and gives its reply. */
  request<R>(spec: RequestSpec<R>, send: (owner: FrameOwner) => void): Promise<R> {
    this.#requests ??= new Requests(this.#context.settings.clock);
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

  /** Takes a frame of a chunk that came at `receivedAtMs`. Throws what ends its connection: its body cannot be read, or too many wait. */
  receive(id: number, bytes: Uint8Array, start: number, end: number, receivedAtMs: number): void {
    if (!this.#inbox) this.#deliver(id, bytes, start, end, receivedAtMs);
    else if (!this.#inbox.push({ id, body: copyBytes(bytes, start, end), receivedAtMs }))
      throw new ConnectionError('INBOX_FULL', `${this.waiting} messages wait for update()`);
  }

  /**
   * Delivers waiting messages in order and tells how many. A call from inside a handler delivers none. `onBroken` hears of a body that cannot be
   * read; the connection that it came by may be over.
   */
  update(
    { budgetMs = UNLIMITED, maxMessages = UNLIMITED }: UpdateOptions,
    onBroken: (error: DropError) => void,
  ): number {
    checkNumber('budgetMs', budgetMs, 0);
    checkNumber('maxMessages', maxMessages, 0);
    if (this.#updating) return 0;
    this.#updating = true;
    const { clock } = this.#context.settings;
    const endsAt = clock.now() + budgetMs;
    let count = 0;
    try {
      while (count < maxMessages) {
        const frame = this.#inbox?.shift();
        if (!frame) break;
        count++;
        try {
          this.#deliver(frame.id, frame.body, 0, frame.body.length, frame.receivedAtMs);
        } catch (error) {
          // What came behind a body that cannot be read is no more to be trusted than what would have come next.
          this.discard();
          onBroken(error as DropError);
        }
        if (clock.now() >= endsAt) break;
      }
    } finally {
      this.#updating = false;
    }
    return count;
  }

  /** Forgets what waits for `update()`. */
  discard(): void {
    this.#context.counters.discarded += this.#inbox?.clear() ?? 0;
  }

  #deliver(id: number, bytes: Uint8Array, start: number, end: number, receivedAtMs: number): void {
    const { registrations } = this;
    const place = placeOf(registrations, id);
    const first = registrations[place];
    const isHandled = first?.id === id;
    const type = isHandled ? first.type : this.#requests?.awaits(id) && this.#context.typeOf(id);
    if (!type) {
      this.#tellUnhandled(id, bytes, start, end);
      return;
    }
    this.#decoding ??= { trailing: this.#context.settings.values.trailing, reader: new ByteReader() };
    const message = decodeBody(type, bytes, start, end, this.#decoding);
    if (this.#requests?.settle(id, message)) return;
    if (isHandled) this.dispatch(registrations, place, message, { id, receivedAtMs });
    else this.#tellUnhandled(id, bytes, start, end);
  }

  #tellUnhandled(id: number, bytes: Uint8Array, start: number, end: number): void {
    const { counters, events } = this.#context;
    counters.unhandled++;
    if (events.count('unhandled') === 0) return;
    events.emit('unhandled', { id, name: this.#context.typeOf(id)?.name, body: copyBytes(bytes, start, end) });
  }
}
