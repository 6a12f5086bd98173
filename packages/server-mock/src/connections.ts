// Invariant: a client is in the table exactly while its connection is online; a connection is known here until its link has
// closed, so that one can wait for the last of them.

import { UsageError } from '@netmgr/client/protocol';
import { ClientConnection } from './client-connection.ts';
import { ClientTable } from './client-table.ts';
import type { ConnectionContext } from './connection-owner.ts';
import type { OfflineReason, RefusalReason } from './events.ts';
import type { Link, LinkListener } from './link/link.ts';
import { MockClient } from './mock-client.ts';
import type { Witness } from './witness.ts';

/** Hears from all connections of a server. */
export interface ConnectionsOwner {
  onOnline(client: MockClient): void;
  onRefused(link: Link, reason: RefusalReason): void;
  onOffline(client: MockClient, reason: OfflineReason, error: Error | undefined): void;
  onHeartbeat(client: MockClient): void;
  /** A frame came that is no system message. A ProtocolError thrown here ends its client. */
  onFrame(client: MockClient, id: number, bytes: Uint8Array, start: number, end: number): void;
}

/** Every connection of a server: those online, and those that are on their way out. */
export class Connections {
  readonly table: ClientTable = new ClientTable();
  readonly #context: ConnectionContext;
  readonly #witness: Witness;
  readonly #owner: ConnectionsOwner;
  readonly #open: Map<MockClient, ClientConnection> = new Map();
  readonly #whenEmpty: (() => void)[] = [];
  #lastId = 0;

  constructor(context: ConnectionContext, witness: Witness, owner: ConnectionsOwner) {
    this.#context = context;
    this.#witness = witness;
    this.#owner = owner;
  }

  /** Counts the links that have not closed. */
  get size(): number {
    return this.#open.size;
  }

  /** Takes a new link; `undefined` when the table is full. */
  accept(link: Link, isStalled: boolean): LinkListener | undefined {
    if (this.#isFull) {
      this.#owner.onRefused(link, 'full');
      return undefined;
    }
    const { codec } = this.#context;
    const { trail } = this.#witness;
    const connection = new ClientConnection(link, this.#context, {
      onFrame: (id, bytes, start, end) => {
        trail.heard(client.id, id, bytes, start, end);
        this.#owner.onFrame(client, id, bytes, start, end);
      },
      onHeartbeat: () => {
        trail.heard(client.id, codec.systemIds.heart);
        this.#owner.onHeartbeat(client);
      },
      onSent: (frames) => trail.said(client.id, frames),
      onOffline: (reason, error) => this.#onOffline(client, reason, error),
      onClosed: () => this.#onClosed(client),
    });
    const client = new MockClient(++this.#lastId, connection, codec);
    this.#open.set(client, connection);
    this.table.add(client);
    if (isStalled) connection.stall();
    this.#witness.noteOnline(client);
    this.#owner.onOnline(client);
    return connection;
  }

  /** Finds the link of a client, given by itself or its id. Throws UsageError BAD_OPTION when it is gone. */
  linkOf(clientOrId: MockClient | number): Link {
    const client = typeof clientOrId === 'number' ? this.table.get(clientOrId) : clientOrId;
    const connection = client === undefined ? undefined : this.#open.get(client);
    if (connection !== undefined) return connection.link;
    throw new UsageError('BAD_OPTION', `client ${client?.id ?? String(clientOrId)} is not connected to this server`);
  }

  /** Sends whole frames to a client. Tells whether it was and still is online. */
  send(client: MockClient, frames: Uint8Array): boolean {
    return this.#open.get(client)?.send(frames) ?? false;
  }

  /** Sends whole frames to everybody online. Returns to how many. */
  sendToAll(frames: Uint8Array): number {
    let count = 0;
    for (const client of this.table.all()) {
      if (this.send(client, frames)) count++;
    }
    return count;
  }

  /** Ends a client's connection in good order, without a Quit. */
  end(client: MockClient, reason: OfflineReason): void {
    this.#open.get(client)?.endWith(reason);
  }

  /** Ends everybody online in good order, behind a Quit unless the server has no goodbye. */
  sayQuitToAll(reason: OfflineReason): void {
    const { goodbye } = this.#context.options;
    for (const client of this.table.all()) {
      const connection = this.#open.get(client);
      if (goodbye) connection?.sayQuit(reason);
      else connection?.endWith(reason);
    }
  }

  /** Ends every link without a Quit, also those that were on their way out. */
  dropAll(reason: OfflineReason, how: 'fin' | 'reset'): void {
    for (const connection of [...this.#open.values()]) {
      if (how === 'reset') connection.cut(reason);
      else connection.endWith(reason);
    }
  }

  /** Resolves once every link has closed. */
  whenEmpty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  /** Who is on the way out counts too, though less: whoever comes and goes quickly must not fill the memory. */
  get #isFull(): boolean {
    const { maxClients } = this.#context.options;
    return this.table.size >= maxClients || this.#open.size >= 2 * maxClients;
  }

  #onOffline(client: MockClient, reason: OfflineReason, error: Error | undefined): void {
    this.table.remove(client);
    this.#witness.noteOffline(client, reason, error);
    this.#owner.onOffline(client, reason, error);
  }

  #onClosed(client: MockClient): void {
    this.#open.delete(client);
    if (this.#open.size > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
