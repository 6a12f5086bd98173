// A network in memory. A connection is two pipes; a side hears `onClose` once, when both ends have passed or one side broke it.
// Everything arrives a hop later, never from inside a call.

import type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from '@netmgr/client';
import type { Door, Listener } from '../listen/listener.ts';
import { BytePipe } from './byte-pipe.ts';
import type { Hop } from './hop.ts';
import type { AcceptLink, Link, LinkCloseHow, LinkListener } from './link.ts';

/** A place in memory that clients dial by `transport` and a server listens to. */
export class MemoryNetwork implements Listener {
  readonly name = 'memory';
  /** Dials this network; give it to `NetMgr` as `transport`. */
  readonly transport: TransportFactory;
  #accept: AcceptLink | undefined;
  #door: Door = openDoor;
  #dialCount = 0;

  constructor(hop: Hop) {
    this.transport = (listener) =>
      new MemoryConnection({
        hop,
        client: listener,
        number: ++this.#dialCount,
        getAccept: () => this.#accept,
        door: (caller) => this.#door(caller),
      });
  }

  get isOpen(): boolean {
    return this.#accept !== undefined;
  }

  open(accept: AcceptLink, door: Door = openDoor): Promise<void> {
    this.#accept = accept;
    this.#door = door;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#accept = undefined;
    return Promise.resolve();
  }

  /** Does nothing: as over TCP, a connection opens without any help of the server's program. */
  pause(): void {}

  resume(): void {}
}

interface DialOptions {
  readonly hop: Hop;
  readonly client: TransportListener;
  readonly number: number;
  readonly getAccept: () => AcceptLink | undefined;
  readonly door: Door;
}

const openDoor: Door = (caller) => {
  caller.enter();
  return () => {};
};

const REFUSED: TransportCloseInfo = { how: 'failed', detail: 'the server does not listen' };

/** One connection, seen by the client as this `Transport` and by the server as the `Link` inside. */
class MemoryConnection implements Transport {
  readonly #hop: Hop;
  readonly #client: TransportListener;
  readonly #up: BytePipe;
  readonly #down: BytePipe;
  #server: LinkListener | undefined;
  #leaveDoor: (() => void) | undefined;
  #isOpen = false;
  #hasUpEnded = false;
  #isClientDone = false;
  #isServerDone = false;

  constructor({ hop, client, number, getAccept, door }: DialOptions) {
    this.#hop = hop;
    this.#client = client;
    this.#up = new BytePipe(hop, {
      onBytes: (bytes) => this.#server?.onBytes(bytes),
      onEnd: () => this.#onUpEnd(),
    });
    this.#down = new BytePipe(hop, {
      onBytes: (bytes) => this.#tellClient(() => client.onBytes(bytes)),
      onEnd: () => this.#onDownEnd(),
    });
    const enter = (): void => this.#open(getAccept(), number);
    const refuse = (): void => this.#break(REFUSED);
    hop(() => {
      if (getAccept() === undefined) refuse();
      else if (!this.#isClientDone) this.#leaveDoor = door({ enter, refuse });
    });
  }

  get bufferedBytes(): number {
    return this.#up.bufferedBytes;
  }

  send(bytes: Uint8Array): void {
    if (this.#isOpen) this.#up.send(bytes);
  }

  close(): void {
    if (!this.#isOpen) {
      this.abort();
      return;
    }
    this.#up.end();
  }

  abort(): void {
    if (this.#isClientDone) return;
    this.#break(
      this.#isOpen ? { how: 'reset', detail: 'aborted' } : { how: 'failed', detail: 'aborted while dialling' },
    );
  }

  #open(accept: AcceptLink | undefined, number: number): void {
    if (this.#isClientDone) return;
    if (accept === undefined) {
      this.#break(REFUSED);
      return;
    }
    this.#isOpen = true;
    this.#tellClient(() => this.#client.onOpen());
    if (this.#isClientDone) return;
    this.#server = accept(this.#createLink(number));
    if (this.#server === undefined) this.#break({ how: 'reset', detail: 'the server refused the connection' });
  }

  #createLink(number: number): Link {
    const down = this.#down;
    return {
      kind: 'memory',
      peerName: `memory:${number}`,
      send: (bytes) => down.send(bytes),
      end: () => {
        down.end();
        this.#closeServerIfEnded();
      },
      reset: () => this.#break({ how: 'reset' }),
      pause: () => this.#up.pause(),
      resume: () => this.#up.resume(),
      get bufferedBytes() {
        return down.bufferedBytes;
      },
    };
  }

  #onUpEnd(): void {
    this.#hasUpEnded = true;
    this.#server?.onEnd();
    this.#closeServerIfEnded();
  }

  /** A client whose server ended has nothing left to do: it ends too, as sockets without half-open use do. */
  #onDownEnd(): void {
    this.#up.end();
    this.#closeClient({ how: 'fin' });
  }

  /** A listener that throws ends its own connection, as the seam of the client promises. */
  #tellClient(call: () => void): void {
    try {
      call();
    } catch (cause) {
      this.#break({ how: 'reset', detail: 'the listener threw', cause });
    }
  }

  #closeServerIfEnded(): void {
    if (this.#hasUpEnded && this.#down.isEnded) this.#closeServer('fin');
  }

  #break(info: TransportCloseInfo): void {
    this.#leaveDoor?.();
    this.#up.cut();
    this.#down.cut();
    this.#closeClient(info);
    this.#closeServer('reset');
  }

  #closeClient(info: TransportCloseInfo): void {
    if (this.#isClientDone) return;
    this.#isClientDone = true;
    this.#hop(() => this.#client.onClose(info));
  }

  #closeServer(how: LinkCloseHow): void {
    if (this.#isServerDone) return;
    this.#isServerDone = true;
    this.#hop(() => this.#server?.onClose(how));
  }
}
