import type { MessageType } from '@netmgr/client/protocol';
import { runGuarded } from './event-hub.ts';
import type { MockClient } from './mock-client.ts';

/** What is known of a message besides its content. */
export interface MessageMeta {
  /** The frame's id. */
  readonly id: number;
  /** The message type's name. */
  readonly name: string;
  /** How long the body was. */
  readonly bodyBytes: number;
  /** When it was read, on the server's clock. */
  readonly receivedAt: number;
}

/** Handles a message of one client. What it throws or rejects with is reported and harms nobody else. */
export type MessageHandler<T> = (client: MockClient, message: T, meta: MessageMeta) => unknown;

interface Registration {
  readonly handler: MessageHandler<never>;
  isActive: boolean;
}

/** Hands messages to their handlers, each on its own. */
export class Dispatcher {
  readonly #byId: Map<number, readonly Registration[]> = new Map();
  readonly #onFailure: (cause: unknown, where: string) => void;

  constructor(onFailure: (cause: unknown, where: string) => void) {
    this.#onFailure = onFailure;
  }

  /** Adds a handler and returns its remover, which is idempotent and works from inside the handler. */
  add<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void {
    const registration: Registration = { handler: handler as MessageHandler<never>, isActive: true };
    this.#byId.set(type.id, [...this.#of(type.id), registration]);
    return () => {
      registration.isActive = false;
      this.#byId.set(
        type.id,
        this.#of(type.id).filter((each) => each !== registration),
      );
    };
  }

  /** Gives the message to each handler of its id. Never throws. */
  dispatch(client: MockClient, message: unknown, meta: MessageMeta): void {
    for (const registration of this.#of(meta.id)) {
      if (!registration.isActive) continue;
      const run = (): unknown => registration.handler(client, message as never, meta);
      runGuarded(run, (cause) => this.#onFailure(cause, `a handler of ${meta.name}`));
    }
  }

  /** Counts the handlers. */
  get handlerCount(): number {
    let count = 0;
    for (const registrations of this.#byId.values()) count += registrations.length;
    return count;
  }

  /** Removes all handlers. */
  clear(): void {
    this.#byId.clear();
  }

  #of(id: number): readonly Registration[] {
    return this.#byId.get(id) ?? [];
  }
}
