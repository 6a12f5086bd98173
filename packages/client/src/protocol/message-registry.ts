import { UsageError } from '../errors.ts';
import { checkMessageType, type MessageType } from './message-type.ts';

/** Knows message types by id. */
export class MessageRegistry {
  readonly #types = new Map<number, MessageType<unknown>>();
  readonly #reservedIds: ReadonlyMap<number, string>;

  /** Takes the first types, and the ids that none may have with the names of their owners. */
  constructor(messages: Iterable<MessageType<unknown>> = [], reservedIds: ReadonlyMap<number, string> = new Map()) {
    this.#reservedIds = reservedIds;
    for (const type of messages) this.add(type);
  }

  /** Finds the type of an id. */
  get(id: number): MessageType<unknown> | undefined {
    return this.#types.get(id);
  }

  /** Adds a type; one that is known already changes nothing. `DUPLICATE_ID`, `RESERVED_ID` or `BAD_MESSAGE_TYPE` otherwise. */
  add(type: MessageType<unknown>): void {
    checkMessageType(type);
    const { id, name } = type;
    const known = this.#types.get(id);
    if (known === type) return;
    if (known) throw new UsageError('DUPLICATE_ID', `${known.name} and ${name} both have id ${id}`);
    this.refuseReserved(id, name);
    this.#types.set(id, type);
  }

  /** Throws `RESERVED_ID` when `id` belongs to another than `name`, which wants it. */
  refuseReserved(id: number, name: string): void {
    const owner = this.#reservedIds.get(id);
    if (owner) throw new UsageError('RESERVED_ID', `${name} has id ${id}, which belongs to ${owner}`);
  }

  /** Goes through all types in the order of their adding. */
  [Symbol.iterator](): IterableIterator<MessageType<unknown>> {
    return this.#types.values();
  }
}
