import type { ConnectionDriver } from './connection-driver.ts';
import { UsageError } from './errors.ts';
import { type DropReason, type FrameOwner, OfflineQueue, WHEN_OFFLINE, type WhenOffline } from './offline-queue.ts';
import { checkOneOf } from './option-checks.ts';
import type { ResolvedOptions } from './options.ts';
import type { MessageRegistry } from './protocol/message-registry.ts';
import type { MessageType } from './protocol/message-type.ts';

/** What became of a message: on its way, waiting for a connection, or given up (and reported by `dropped`). */
export type SendResult = 'sent' | 'queued' | 'dropped';

/** Sends messages over the present connection, or does with them what `whenOffline` says. */
export class Sender {
  readonly #driver: ConnectionDriver;
  readonly #registry: MessageRegistry;
  readonly #options: ResolvedOptions;
  readonly #queue: OfflineQueue;
  readonly #reserved: ReadonlyMap<number, string>;
  readonly #onDrop: (reason: DropReason, count: number) => void;

  constructor(
    driver: ConnectionDriver,
    registry: MessageRegistry,
    options: ResolvedOptions,
    reserved: ReadonlyMap<number, string>,
    onDrop: (reason: DropReason, count: number) => void,
  ) {
    this.#driver = driver;
    this.#registry = registry;
    this.#options = options;
    this.#onDrop = onDrop;
    this.#queue = new OfflineQueue(options.offlineQueue, onDrop);
    this.#reserved = reserved;
  }

  get queued(): number {
    return this.#queue.length;
  }

  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** Sends a message. Throws a `UsageError` when it cannot be encoded. `owner` waits for what becomes of it. */
  send<T>(type: MessageType<T>, value: T, whenOffline: WhenOffline | undefined, owner?: FrameOwner): SendResult {
    this.#registry.add(type);
    if (this.#driver.send(type, value)) return 'sent';
    return this.#keep(this.#options.link.encoder.encode(type, value), whenOffline, owner);
  }

  /** Sends a ready body under an id that needs no type. */
  sendFrame(id: number, body: Uint8Array, whenOffline: WhenOffline | undefined): SendResult {
    const system = this.#reserved.get(id);
    if (system !== undefined) throw new UsageError('RESERVED_ID', `${id} is the id of ${system}`);
    const { outbox } = this.#driver;
    if (outbox === undefined) return this.#keep(this.#options.link.encoder.encodeRaw(id, body), whenOffline);
    outbox.writeRaw(id, body);
    return 'sent';
  }

  /** Sends what waited for this connection. */
  sendQueued(): void {
    const { outbox } = this.#driver;
    if (outbox === undefined) return;
    for (const frame of this.#queue.take(this.#options.clock.now())) outbox.writeEncoded(frame);
  }

  /** Gives up what waits: no connection will come. */
  discardQueued(): void {
    this.#queue.discard('closed');
  }

  #keep(frame: Uint8Array, given: WhenOffline | undefined, owner?: FrameOwner): SendResult {
    const whenOffline = checkOneOf('whenOffline', given ?? this.#options.whenOffline, WHEN_OFFLINE);
    const { state } = this.#driver;
    if (whenOffline === 'throw') throw new UsageError('NOT_CONNECTED', `there is no connection: ${state.status}`);
    const over = state.status === 'closed' || (state.status === 'closing' && !state.reopen);
    if (whenOffline === 'queue' && !over) {
      return this.#queue.push(frame, this.#options.clock.now(), owner) ? 'queued' : 'dropped';
    }
    this.#onDrop('offline', 1);
    return 'dropped';
  }
}
