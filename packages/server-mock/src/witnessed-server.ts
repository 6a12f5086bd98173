import type { MessageType } from '@netmgr/client/protocol';
import { MockError } from './errors.ts';
import type { OfflineReason } from './events.ts';
import type { ExpectNoneOptions, ExpectOptions, MessagePredicate } from './expectations.ts';
import type { MockClient } from './mock-client.ts';
import type { ExpectOfflineOptions, OfflineRecord } from './presence-expectations.ts';
import type { ReceivedMessage } from './received-log.ts';
import type { Witness } from './witness.ts';

/**
 * What tests ask a server. Whatever is expected may have happened already, unless an earlier call has claimed it; a virtual clock
 * must be advanced while a call waits. Failures are MockErrors EXPECTATION_FAILED that show the last frames, decoded.
 */
export class WitnessedServer {
  readonly #witness: Witness;

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  /** Lists the latest messages, oldest first, without heartbeats and Quits; bounded by `maxRecorded` and `maxRecordedBytes`. */
  received(): readonly ReceivedMessage[];
  /** Lists the values of the latest messages of one type, oldest first; of `client` only, when given. */
  received<T>(type: MessageType<T>, client?: MockClient): readonly T[];
  received(type?: MessageType<unknown>, client?: MockClient): readonly unknown[] {
    const all = this.#witness.log.all();
    if (type === undefined) return all;
    const fits = (each: ReceivedMessage): boolean =>
      each.id === type.id && each.body === undefined && (client === undefined || each.client === client);
    return all.filter(fits).map(({ value }) => value);
  }

  /** Writes the last ten things that went over the wire for people: frames decoded, and who came and went. */
  describeLastFrames(): string {
    return this.#witness.trail.describe().trimStart();
  }

  /** Waits for a message, or takes the earliest one that was received and that no earlier call has claimed. */
  async expectMessage<T>(type: MessageType<T>, predicate?: MessagePredicate<T>, options?: ExpectOptions): Promise<T> {
    this.#learnWhileOpen(type);
    return this.#witness.expectations.expect(type, predicate, options);
  }

  /** Resolves after `forMs` in which no message that fits came; rejects as soon as one does. What came before does not count. */
  async expectNoMessage<T>(
    type: MessageType<T>,
    predicate?: MessagePredicate<T>,
    options?: ExpectNoneOptions,
  ): Promise<void> {
    this.#learnWhileOpen(type);
    return this.#witness.expectations.expectNone(type, predicate, options);
  }

  /** Waits for a client to come online, or takes the earliest one that did and that no earlier call has claimed. */
  async expectOnline(options?: ExpectOptions): Promise<MockClient> {
    const arrival = this.#witness.presence.expectOnline(options);
    this.#witness.rejectIfClosed();
    return arrival;
  }

  /** Waits for a client to go offline, for any reason or the one given, or takes the earliest unclaimed end that fits. */
  async expectOffline(reason?: OfflineReason, options?: ExpectOfflineOptions): Promise<OfflineRecord> {
    const departure = this.#witness.presence.expectOffline(reason, options);
    this.#witness.rejectIfClosed();
    return departure;
  }

  #learnWhileOpen(type: MessageType<unknown>): void {
    this.#witness.learn(type);
    if (this.#witness.isClosing) throw new MockError('SERVER_CLOSED', 'the server was closed');
  }
}
