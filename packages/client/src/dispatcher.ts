import type { IsolatedEmitter } from './emitter.ts';

/** What a handler is told beside the message. */
export interface MessageMeta {
  readonly id: number;
  /** When the bytes came, on the NetMgr's clock. */
  readonly receivedAtMs: number;
}

/** Handles one message. A promise that it returns is watched for rejection, not awaited; any other result is ignored. */
export type MessageHandler<T> = (message: T, meta: MessageMeta) => unknown;

interface Registration {
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
  add(id: number, handler: MessageHandler<never>): () => void {
    const registration: Registration = { handler: handler as MessageHandler<unknown>, active: true };
    this.#registrations.set(id, this.#of(id).concat(registration));
    return () => {
      registration.active = false;
      const left = this.#of(id).filter((other) => other !== registration);
      if (left.length > 0) this.#registrations.set(id, left);
      else this.#registrations.delete(id);
    };
  }

  /** Tells whether a handler waits for `id`. */
  has(id: number): boolean {
    return this.#registrations.has(id);
  }

  /** Calls every handler of `meta.id`, each isolated from the others. `name` is that of the message's type. */
  dispatch(message: unknown, meta: MessageMeta, name: string): void {
    for (const registration of this.#of(meta.id)) {
      // One handler may have removed the next.
      if (registration.active) this.#events.isolate(registration.handler, [message, meta], 'a handler of ', name);
    }
  }

  #of(id: number): readonly Registration[] {
    return this.#registrations.get(id) ?? [];
  }
}
