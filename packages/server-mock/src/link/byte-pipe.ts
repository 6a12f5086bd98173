// One direction of an in-memory connection. Invariant: what waits in the queue was sent and not delivered yet, in order; the
// end mark is its last item, and nothing is queued behind it. At most one delivery is on its way.

import { copyBytes } from '@netmgr/client/protocol';
import { Fifo } from '../fifo.ts';
import type { Hop } from './hop.ts';

/** What a network takes off the sender's hands without anybody reading: the socket buffers of both sides. */
const NETWORK_CAPACITY_BYTES = 65_536;
/** Overwrites delivered bytes, so that code which keeps them past its turn is found out. */
const SCRIBBLE = 0xdd;

/** Hears what arrives. */
export interface PipeReceiver {
  /** Bytes arrived; they are the receiver's only until it returns. */
  onBytes(bytes: Uint8Array): void;
  /** The sender's end arrived, behind all its bytes. */
  onEnd(): void;
}

/** Carries bytes one way, whole and in order, each piece a hop later. */
export class BytePipe {
  readonly #hop: Hop;
  readonly #receiver: PipeReceiver;
  readonly #queue: Fifo<Uint8Array | 'end'> = new Fifo();
  #queuedBytes = 0;
  #isEnded = false;
  #isPaused = false;
  #isDelivering = false;

  constructor(hop: Hop, receiver: PipeReceiver) {
    this.#hop = hop;
    this.#receiver = receiver;
  }

  /** Counts the bytes that the sender still holds, because the network in between is full. */
  get bufferedBytes(): number {
    return Math.max(0, this.#queuedBytes - NETWORK_CAPACITY_BYTES);
  }

  /** Tells whether the sender said its end, or the pipe was cut. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Sends a copy of the bytes; behind the end it does nothing. */
  send(bytes: Uint8Array): void {
    if (this.#isEnded || bytes.length === 0) return;
    this.#queue.add(copyBytes(bytes));
    this.#queuedBytes += bytes.length;
    this.#deliverSoon();
  }

  /** Says that nothing more comes. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#queue.add('end');
    this.#deliverSoon();
  }

  /** Loses what has not arrived; nothing more does. */
  cut(): void {
    this.#isEnded = true;
    this.#queue.clear();
    this.#queuedBytes = 0;
  }

  /** Leaves what comes in the network. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Delivers again. */
  resume(): void {
    this.#isPaused = false;
    this.#deliverSoon();
  }

  #deliverSoon(): void {
    if (this.#isDelivering || this.#isPaused || this.#queue.size === 0) return;
    this.#isDelivering = true;
    this.#hop(() => this.#deliver());
  }

  #deliver(): void {
    this.#isDelivering = false;
    if (this.#isPaused) return;
    const item = this.#queue.take();
    if (item === undefined) return;
    try {
      this.#handOver(item);
    } finally {
      this.#deliverSoon();
    }
  }

  #handOver(item: Uint8Array | 'end'): void {
    if (item === 'end') {
      this.#receiver.onEnd();
      return;
    }
    this.#queuedBytes -= item.length;
    this.#receiver.onBytes(item);
    item.fill(SCRIBBLE);
  }
}
