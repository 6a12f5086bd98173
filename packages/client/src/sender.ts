import type { ConnectionDriver } from './connection-driver.ts';
import { UsageError } from './errors.ts';
import type { NetContext } from './net-context.ts';
import { type DropReason, type FrameOwner, OfflineQueue, WHEN_OFFLINE, type WhenOffline } from './offline-queue.ts';
import { checkOneOf } from './option-checks.ts';
import type { MessageType } from './protocol/message-type.ts';

/** What became of a message: on its way, waiting for a connection, or given up (and reported by `dropped`). */
export type SendResult = 'sent' | 'queued' | 'dropped';

/** Sends messages over the present connection, or does with them what `whenOffline` says. */
export class Sender extends OfflineQueue {
  readonly #driver: ConnectionDriver;
  readonly #context: NetContext;

  constructor(driver: ConnectionDriver, context: NetContext) {
    super(context.settings.offlineQueue);
    this.#driver = driver;
    this.#context = context;
  }

  /** Sends a message. Throws a `UsageError` when it cannot be encoded. `owner` waits for what becomes of it. */
  send<T>(type: MessageType<T>, value: T, whenOffline: WhenOffline | undefined, owner?: FrameOwner): SendResult {
    this.#context.learn(type);
    if (this.#driver.send(type, value)) return 'sent';
    return this.#keep(this.#context.settings.encoder.encode(type, value), whenOffline, owner);
  }

  /** Sends a ready body under an id that needs no type. */
  sendFrame(id: number, body: Uint8Array, whenOffline: WhenOffline | undefined): SendResult {
    this.#context.settings.registry.refuseReserved(id, 'a frame');
    const { outbox } = this.#driver;
    if (!outbox) return this.#keep(this.#context.settings.encoder.encodeRaw(id, body), whenOffline);
    outbox.writeRaw(id, body);
    return 'sent';
  }

  /** Sends what waited for this connection. */
  sendQueued(): void {
    const { outbox } = this.#driver;
    if (!outbox) return;
    for (const frame of this.take(this.#context.settings.clock.now())) outbox.writeEncoded(frame);
  }

  /** Counts and reports messages that will never reach the network, if there are any. */
  override dropped(reason: DropReason, count: number): void {
    if (count === 0) return;
    this.#context.counters.dropped += count;
    this.#context.events.emit('dropped', { reason, count });
  }

  #keep(frame: Uint8Array, given: WhenOffline | undefined, owner?: FrameOwner): SendResult {
    const whenOffline = checkOneOf('whenOffline', given ?? this.#context.settings.values.whenOffline, WHEN_OFFLINE);
    const { state } = this.#driver;
    if (whenOffline === 'throw') throw new UsageError('NOT_CONNECTED', `no connection: ${state.status}`);
    const over = state.status === 'closed' || (state.status === 'closing' && !state.reopen);
    if (whenOffline === 'queue' && !over) {
      return this.push(frame, this.#context.settings.clock.now(), owner) ? 'queued' : 'dropped';
    }
    this.dropped('offline', 1);
    return 'dropped';
  }
}
