import { describeBytes, describeValue } from './describe-value.ts';
import { Fifo } from './fifo.ts';
import type { MockClient } from './mock-client.ts';

/** One frame that came, other than heartbeats and Quits. */
export interface ReceivedMessage {
  /** Who sent it. */
  readonly client: MockClient;
  /** The frame's id. */
  readonly id: number;
  /** The message type's name; undefined when no type has the id. */
  readonly name: string | undefined;
  /** The message; undefined when no type has the id. */
  readonly value: unknown;
  /** A copy of the body, when no type has the id. */
  readonly body: Uint8Array | undefined;
  /** How long the body was. */
  readonly bodyBytes: number;
  /** When it was read, on the server's clock. */
  readonly receivedAt: number;
}

/** The latest messages, in order. Never holds more than `maxCount` of them, nor more than `maxBytes` of bodies. */
export class ReceivedLog {
  readonly #maxCount: number;
  readonly #maxBytes: number;
  readonly #messages: Fifo<ReceivedMessage> = new Fifo();
  #bytes = 0;

  constructor(maxCount: number, maxBytes: number) {
    this.#maxCount = maxCount;
    this.#maxBytes = maxBytes;
  }

  /** Lists the messages, oldest first. */
  all(): readonly ReceivedMessage[] {
    return this.#messages.toArray();
  }

  /** Adds a message, and forgets the oldest as the limits ask. */
  add(message: ReceivedMessage): void {
    this.#messages.add(message);
    this.#bytes += message.bodyBytes;
    while (this.#messages.size > this.#maxCount || this.#bytes > this.#maxBytes) {
      this.#bytes -= this.#messages.take()?.bodyBytes ?? 0;
    }
  }
}

/** Writes a received message on one line for people. */
export const describeReceived = (message: ReceivedMessage, now: number): string => {
  const what = message.name ?? `id ${message.id}`;
  const content = message.body === undefined ? describeValue(message.value) : describeBytes(message.body);
  return `${what} ${content} from client ${message.client.id}, ${Math.round(now - message.receivedAt)} ms ago`;
};
