import type { MockClient } from './mock-client.ts';

/** Who is online. Whoever iterates `all()` sees the table as it was, however it changes meanwhile. */
export class ClientTable {
  readonly #byId: Map<number, MockClient> = new Map();
  #snapshot: readonly MockClient[] | undefined;

  /** Counts the clients. */
  get size(): number {
    return this.#byId.size;
  }

  /** Lists the clients in the order in which they came; the list never changes. */
  all(): readonly MockClient[] {
    this.#snapshot ??= Object.freeze([...this.#byId.values()]);
    return this.#snapshot;
  }

  /** Finds a client. */
  get(id: number): MockClient | undefined {
    return this.#byId.get(id);
  }

  /** Adds a client. */
  add(client: MockClient): void {
    this.#byId.set(client.id, client);
    this.#snapshot = undefined;
  }

  /** Removes a client. */
  remove(client: MockClient): void {
    this.#byId.delete(client.id);
    this.#snapshot = undefined;
  }
}
