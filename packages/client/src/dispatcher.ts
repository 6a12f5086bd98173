import type { IsolatedEmitter } from './emitter.ts';
import type { MessageType } from './protocol/message-type.ts';

/** What a handler is told beside the message. */
export interface MessageMeta {
  readonly id: number;
  /** When the bytes came, on the NetMgr's clock. */
  readonly receivedAtMs: number;
}

/** Handles one message. A promise that it returns is watched for rejection, not awaited; any other result is ignored. */
export type MessageHandler<T> = (message: T, meta: MessageMeta) => unknown;

/** One handler of a type. */
export interface Registration {
  readonly type: MessageType<unknown>;
  readonly handler: MessageHandler<unknown>;
  active: boolean;
}

/** Calls the handlers of each message id. Lists are replaced, never changed, so handlers may come and go while one runs. */
export class Dispatcher {
  readonly #registrations: Map<number, readonly Registration[]> = new Map();
  readonly #events: IsolatedEmitter;

  constructor(events: IsolatedEmitter) {
    this.#events = events;
  }

  /** Adds a handler and returns its idempotent remover. */
  add(type: MessageType<unknown>, handler: MessageHandler<never>): () => void {
    const registration: Registration = { type, handler: handler as MessageHandler<unknown>, active: true };
    const { id } = type;
    this.#registrations.set(id, (this.handlersOf(id) ?? []).concat(registration));
    return () => {
      registration.active = false;
      const left = this.handlersOf(id)?.filter((other) => other !== registration);
      if (left?.length) this.#registrations.set(id, left);
      else this.#registrations.delete(id);
    };
  }

  /** Gives the handlers that wait for `id`, or `undefined` when there are none. */
  handlersOf(id: number): readonly Registration[] | undefined {
    return this.#registrations.get(id);
  }

  /** Calls every one of `handlers`, each isolated from the others. */
  dispatch(handlers: readonly Registration[], message: unknown, meta: MessageMeta): void {
    for (const { active, handler, type } of handlers) {
      // One handler may have removed the next.
      if (active) this.#events.isolate(handler, [message, meta], 'a handler of ', type.name);
    }
  }
}
