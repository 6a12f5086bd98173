// Invariant: a received message is claimed by at most one expectation, the earliest message by the earliest expectation that
// it fits. It makes no difference whether a message comes before or after it is expected.

import type { Clock } from '@netmgr/client';
import { type MessageType, UsageError } from '@netmgr/client/protocol';
import { MockError } from './errors.ts';
import type { MockClient } from './mock-client.ts';
import { describeReceived, type ReceivedLog, type ReceivedMessage } from './received-log.ts';

/** How long `expectMessage` waits unless told otherwise. */
const WITHIN_MS_BY_DEFAULT = 1000;
/** How many of the latest messages a failure shows. */
const SHOWN_IN_FAILURE = 5;

/** Tells whether a message is the expected one. */
export type MessagePredicate<T> = (message: T, client: MockClient) => boolean;

/** How to wait for a message. */
export interface ExpectOptions {
  /** How long to wait, on the server's clock; a virtual clock must be advanced meanwhile. @default 1_000 */
  readonly withinMs?: number;
}

interface Waiter {
  readonly id: number;
  /** Takes the message if it fits; throws what the predicate throws. */
  readonly fits: (received: ReceivedMessage) => boolean;
  readonly resolve: (received: ReceivedMessage) => void;
  readonly reject: (error: unknown) => void;
}

/** Matches what comes with what is expected. */
export class Expectations {
  readonly #clock: Clock;
  readonly #log: ReceivedLog;
  readonly #claimed: WeakSet<ReceivedMessage> = new WeakSet();
  readonly #waiters: Set<Waiter> = new Set();

  constructor(clock: Clock, log: ReceivedLog) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Claims the earliest unclaimed message that fits, or waits for one. */
  expect<T>(type: MessageType<T>, predicate?: MessagePredicate<T>, options: ExpectOptions = {}): Promise<T> {
    const withinMs = checkWithin(options.withinMs ?? WITHIN_MS_BY_DEFAULT);
    return new Promise<T>((resolve, reject) => {
      const disarm = this.#clock.after(withinMs, () => waiter.reject(this.#createFailure(type.name, withinMs)));
      const settle = (): void => {
        disarm();
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        id: type.id,
        fits: ({ value, client }) => predicate === undefined || predicate(value as T, client),
        resolve: (received) => {
          settle();
          resolve(received.value as T);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      this.#lookBack(waiter);
    });
  }

  /** Offers a new message to those who wait. */
  offer(received: ReceivedMessage): void {
    for (const waiter of [...this.#waiters]) {
      if (this.#tryClaim(waiter, received)) return;
    }
  }

  /** Rejects all who wait. */
  rejectAll(error: Error): void {
    for (const waiter of [...this.#waiters]) waiter.reject(error);
  }

  #lookBack(waiter: Waiter): void {
    for (const received of this.#log.all()) {
      if (!this.#waiters.has(waiter)) return;
      if (!this.#claimed.has(received)) this.#tryClaim(waiter, received);
    }
  }

  /** Tells whether the message was claimed. A predicate that throws fails its own expectation only. */
  #tryClaim(waiter: Waiter, received: ReceivedMessage): boolean {
    if (received.id !== waiter.id || received.body !== undefined) return false;
    try {
      if (!waiter.fits(received)) return false;
    } catch (error) {
      waiter.reject(error);
      return false;
    }
    this.#claimed.add(received);
    waiter.resolve(received);
    return true;
  }

  #createFailure(name: string, withinMs: number): MockError {
    const now = this.#clock.now();
    const latest = this.#log.all().slice(-SHOWN_IN_FAILURE);
    const lines = latest.map((message) => {
      const note = this.#claimed.has(message) ? ' (claimed by an earlier expectMessage)' : '';
      return `\n  ${describeReceived(message, now)}${note}`;
    });
    const seen = lines.length === 0 ? 'nothing was received' : `received last:${lines.join('')}`;
    return new MockError('EXPECTATION_FAILED', `no ${name} that fits came within ${withinMs} ms; ${seen}`);
  }
}

const checkWithin = (ms: number): number => {
  if (typeof ms === 'number' && ms >= 0) return ms;
  throw new UsageError('BAD_OPTION', `withinMs must be a number from 0 up, not ${String(ms)}`);
};
