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
  readonly id: number;
  readonly type: MessageType<unknown>;
  readonly handler: MessageHandler<unknown>;
  active: boolean;
}

/** Calls the handlers of each message id. The list is replaced, never changed, so handlers may come and go while one runs. */
export class Dispatcher {
  /** By id, and those of one id in the order of their adding. With a map, a client of one handler would take 180 bytes more. */
  #registrations: readonly Registration[] = [];
  readonly #events: IsolatedEmitter;

  constructor(events: IsolatedEmitter) {
    this.#events = events;
  }

  /** All there are now, by id. */
  get registrations(): readonly Registration[] {
    return this.#registrations;
  }

  /** Adds a handler and returns its idempotent remover. */
  add(type: MessageType<unknown>, handler: MessageHandler<never>): () => void {
    const { id } = type;
    const added: Registration = { id, type, handler: handler as MessageHandler<unknown>, active: true };
    this.#registrations = this.#registrations.concat(added).sort((a, b) => a.id - b.id);
    return () => {
      added.active = false;
      this.#registrations = this.#registrations.filter(({ active }) => active);
    };
  }

  /** Calls those of one id, which begin at place `i` of `registrations`, each isolated from the others. */
  dispatch(registrations: readonly Registration[], i: number, message: unknown, meta: MessageMeta): void {
    const { id } = meta;
    for (; registrations[i]?.id === id; i++) {
      const { active, handler, type } = registrations[i]!;
      // One handler may have removed the next.
      if (active) this.#events.isolate(handler, [message, meta], 'a handler of ', type.name);
    }
  }
}

/** Finds the place where the handlers of `id` begin, or would. */
export const placeOf = (registrations: readonly Registration[], id: number): number => {
  let low = 0;
  let high = registrations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (registrations[middle]!.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
};
