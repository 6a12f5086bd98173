import type { Clock } from '@netmgr/client';
import type { MessageType } from '@netmgr/client/protocol';
import { answerOf } from './answer-of.ts';
import { checkOptions } from './check-option.ts';
import { ClaimBoard, checkWait } from './claim-board.ts';
import { MockError } from './errors.ts';
import type { MockClient } from './mock-client.ts';
import { describeReceived, type ReceivedLog, type ReceivedMessage } from './received-log.ts';

/** How long `expectMessage` waits, and `expectNoMessage` watches, unless told otherwise. */
const WAIT_MS_BY_DEFAULT = 1000;
/** How many of the latest messages a failure shows. */
const SHOWN_IN_FAILURE = 5;

/** Tells whether a message is the expected one. */
export type MessagePredicate<T> = (message: T, client: MockClient) => boolean;

/** How to wait for a message. */
export interface ExpectOptions {
  /** How long to wait, on the server's clock; a virtual clock must be advanced meanwhile. @default 1_000 */
  readonly withinMs?: number;
}

/** How to watch that no message comes. */
export interface ExpectNoneOptions {
  /** How long to watch, on the server's clock; a virtual clock must be advanced meanwhile. @default 1_000 */
  readonly forMs?: number;
}

interface Watcher {
  readonly check: (received: ReceivedMessage) => void;
  readonly reject: (error: unknown) => void;
}

/** Matches messages that come with those that are expected, and with those that must not come. */
export class Expectations {
  readonly #clock: Clock;
  readonly #log: ReceivedLog;
  readonly #board: ClaimBoard<ReceivedMessage>;
  readonly #watchers: Set<Watcher> = new Set();
  readonly #describeFrames: () => string;

  /** `describeFrames` shows what went over the wire last; failures end with it. */
  constructor(clock: Clock, log: ReceivedLog, describeFrames: () => string) {
    this.#clock = clock;
    this.#log = log;
    this.#board = new ClaimBoard(clock, () => log.all());
    this.#describeFrames = describeFrames;
  }

  /** Claims the earliest unclaimed message that fits, or waits for one. */
  async expect<T>(type: MessageType<T>, predicate?: MessagePredicate<T>, options?: ExpectOptions): Promise<T> {
    const { withinMs = WAIT_MS_BY_DEFAULT } = checkOptions('expectMessage', options, ['withinMs']);
    checkWait('withinMs', withinMs);
    const received = await this.#board.claim({
      fits: (message) => fits(message, type, predicate),
      withinMs,
      createFailure: () => this.#createFailure(`no ${type.name} that fits came within ${withinMs} ms`),
    });
    return received.value as T;
  }

  /** Watches that no message that fits comes from now on; rejects as soon as one does. It claims none. */
  expectNone<T>(type: MessageType<T>, predicate?: MessagePredicate<T>, options?: ExpectNoneOptions): Promise<void> {
    const { forMs = WAIT_MS_BY_DEFAULT } = checkOptions('expectNoMessage', options, ['forMs']);
    checkWait('forMs', forMs);
    const since = this.#clock.now();
    return new Promise((resolve, reject) => {
      const disarm = this.#clock.after(forMs, () => {
        this.#watchers.delete(watcher);
        resolve();
      });
      const fail = (error: unknown): void => {
        disarm();
        this.#watchers.delete(watcher);
        reject(error);
      };
      const check = (received: ReceivedMessage): void => {
        if (!fits(received, type, predicate)) return;
        const afterMs = Math.round(this.#clock.now() - since);
        fail(this.#createFailure(`a ${type.name} came after ${afterMs} ms, and none was to come for ${forMs} ms`));
      };
      const watcher: Watcher = { check, reject: fail };
      this.#watchers.add(watcher);
    });
  }

  /** Offers a new message to those who wait or watch. */
  offer(received: ReceivedMessage): void {
    for (const watcher of [...this.#watchers]) {
      try {
        watcher.check(received);
      } catch (error) {
        watcher.reject(error);
      }
    }
    this.#board.offer(received);
  }

  /** Rejects all who wait or watch. */
  rejectAll(error: Error): void {
    this.#board.rejectAll(error);
    for (const watcher of [...this.#watchers]) watcher.reject(error);
  }

  #createFailure(what: string): MockError {
    const now = this.#clock.now();
    const latest = this.#log.all().slice(-SHOWN_IN_FAILURE);
    const lines = latest.map((message) => {
      const note = this.#board.isClaimed(message) ? ' (claimed by an earlier expectMessage)' : '';
      return `\n  ${describeReceived(message, now)}${note}`;
    });
    const seen = lines.length === 0 ? 'nothing was received' : `received last:${lines.join('')}`;
    return new MockError('EXPECTATION_FAILED', `${what}; ${seen}${this.#describeFrames()}`);
  }
}

const fits = <T>(
  received: ReceivedMessage,
  type: MessageType<T>,
  predicate: MessagePredicate<T> | undefined,
): boolean =>
  received.id === type.id &&
  received.body === undefined &&
  (predicate === undefined || answerOf(predicate(received.value as T, received.client)));
