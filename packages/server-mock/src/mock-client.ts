import type { MessageType } from '@netmgr/client/protocol';
import type { ClientConnection } from './client-connection.ts';
import type { Codec } from './codec.ts';
import type { LinkKind } from './link/link.ts';

/** One client of a mock server, from its connection to its end; one that reconnects is a new one. */
export class MockClient {
  /** Numbers the clients of a server, from 1 up. */
  readonly id: number;
  /** When it connected, on the server's clock. */
  readonly connectedAt: number;
  readonly #connection: ClientConnection;
  readonly #codec: Codec;

  constructor(id: number, connection: ClientConnection, codec: Codec) {
    this.id = id;
    this.connectedAt = connection.lastHeardAt;
    this.#connection = connection;
    this.#codec = codec;
  }

  /** Tells what carries its connection. */
  get kind(): LinkKind {
    return this.#connection.link.kind;
  }

  /** Names its end of the connection for people, such as `127.0.0.1:50123`. */
  get peerName(): string {
    return this.#connection.link.peerName;
  }

  /** When its last byte was read, on the server's clock. */
  get lastHeardAt(): number {
    return this.#connection.lastHeardAt;
  }

  /** Tells whether it is in the server's table. */
  get isOnline(): boolean {
    return this.#connection.isOnline;
  }

  /** Tells whether it is stalled, by itself or with the whole server. */
  get isStalled(): boolean {
    return this.#connection.isStalled;
  }

  /** Counts the bytes that wait to leave for it. */
  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  /** Sends a message. Tells whether the client was there to send to; throws UsageError when the value does not fit. */
  send<T>(type: MessageType<T>, value: T): boolean {
    return this.#connection.send(this.#codec.encode(type, value));
  }

  /** Sends a frame of any id with a ready body. Tells whether the client was there to send to. */
  sendFrame(id: number, body: Uint8Array = EMPTY): boolean {
    return this.#connection.send(this.#codec.encodeRaw(id, body));
  }

  /** Says Quit to it and closes: it should not come back. Its offline reason is `kicked`. */
  kick(): void {
    this.#connection.sayQuit('kicked');
  }

  /** Lets its connection end without a Quit, by a FIN or by a RST, which is also the offline reason. */
  drop(how: 'fin' | 'reset'): void {
    if (how === 'fin') this.#connection.endWith('fin');
    else this.#connection.cut('reset');
  }

  /** Keeps its connection open, but reads and writes nothing until `resume()`. */
  stall(): void {
    this.#connection.stall();
  }

  /** Reads and writes what waited, in order, and goes on. */
  resume(): void {
    this.#connection.resume();
  }
}

const EMPTY: Uint8Array = new Uint8Array(0);
