// A network that respects nothing but the order of the bytes: pieces are cut and joined anywhere, and each comes in a microtask of its own.

import type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from '@netmgr/client';

/** Draws the size of the next piece, from 1 to the `length` bytes that wait. */
export type Cut = (length: number) => number;

/** Overwrites delivered bytes, so that code which keeps them past its turn is found out. */
const SCRIBBLE = 0xee;

/** Wraps a transport so that both directions are cut anew. */
export const recutTransport = (dial: TransportFactory, cut: Cut): TransportFactory => {
  return (listener) => new RecutTransport(dial, cut, listener);
};

/** One direction. Invariant: at most one step is on its way, and what waits is what was pushed and not delivered, in order. */
class Lane {
  readonly #cut: Cut;
  readonly #deliver: (piece: Uint8Array) => void;
  #waiting = new Uint8Array(0);
  #atEnd: (() => void) | undefined;
  #isStepping = false;

  constructor(cut: Cut, deliver: (piece: Uint8Array) => void) {
    this.#cut = cut;
    this.#deliver = deliver;
  }

  get length(): number {
    return this.#waiting.length;
  }

  push(bytes: Uint8Array): void {
    if (this.#atEnd !== undefined) return;
    const joined = new Uint8Array(this.#waiting.length + bytes.length);
    joined.set(this.#waiting);
    joined.set(bytes, this.#waiting.length);
    this.#waiting = joined;
    this.#stepSoon();
  }

  /** Calls `then` once all that waits was delivered. */
  end(then: () => void): void {
    this.#atEnd ??= then;
    this.#stepSoon();
  }

  /** Loses what waits; nothing more is delivered. */
  lose(): void {
    this.#waiting = new Uint8Array(0);
    this.#atEnd = () => {};
  }

  #stepSoon(): void {
    if (this.#isStepping) return;
    this.#isStepping = true;
    queueMicrotask(() => this.#step());
  }

  #step(): void {
    this.#isStepping = false;
    if (this.#waiting.length === 0) {
      this.#atEnd?.();
      this.#atEnd &&= () => {};
      return;
    }
    const size = Math.max(1, Math.min(this.#cut(this.#waiting.length), this.#waiting.length));
    const piece = this.#waiting.slice(0, size);
    this.#waiting = this.#waiting.slice(size);
    if (this.#waiting.length > 0 || this.#atEnd !== undefined) this.#stepSoon();
    this.#deliver(piece);
    piece.fill(SCRIBBLE);
  }
}

class RecutTransport implements Transport {
  readonly #inner: Transport;
  readonly #up: Lane;
  readonly #down: Lane;
  #reportLater: (() => void) | undefined;

  constructor(dial: TransportFactory, cut: Cut, listener: TransportListener) {
    this.#up = new Lane(cut, (piece) => this.#inner.send(piece.slice()));
    this.#down = new Lane(cut, (piece) => listener.onBytes(piece));
    this.#inner = dial({
      onOpen: () => listener.onOpen(),
      onBytes: (bytes) => this.#down.push(bytes),
      onClose: (info) => this.#end(listener, info),
    });
  }

  get bufferedBytes(): number {
    return this.#up.length + this.#inner.bufferedBytes;
  }

  send(bytes: Uint8Array): void {
    this.#up.push(bytes);
  }

  close(): void {
    this.#up.end(() => this.#inner.close());
  }

  abort(): void {
    this.#up.lose();
    this.#down.lose();
    this.#inner.abort();
    if (this.#reportLater !== undefined) queueMicrotask(this.#reportLater);
    this.#reportLater = undefined;
  }

  #end(listener: TransportListener, info: TransportCloseInfo): void {
    this.#up.lose();
    if (info.how !== 'fin') {
      this.#down.lose();
      listener.onClose(info);
      return;
    }
    this.#reportLater = () => listener.onClose(info);
    this.#down.end(() => {
      this.#reportLater = undefined;
      listener.onClose(info);
    });
  }
}
