import type { SendResult } from '@netmgr/client';
import { padOf } from './messages.ts';
import type { TappedDial } from './wire-tap.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Accounts for every message of a simulation, both ways. */
export class Ledger {
  readonly #complain: (what: string) => void;
  #lastSerial = 0;
  readonly #accepted: Map<number, SendResult | 'asked'> = new Map();
  readonly #received: Map<number, readonly number[]> = new Map();
  readonly #saidQuit: Set<number> = new Set();
  /** How long the ticks of each dial are. */
  readonly #ticks: Map<number, readonly number[]> = new Map();
  readonly #tickCounts: Map<number, number> = new Map();
  readonly #brokenAt: Map<number, number> = new Map();

  constructor(complain: (what: string) => void) {
    this.#complain = complain;
  }

  /** Gives a serial that no message has. */
  nextSerial(): number {
    return ++this.#lastSerial;
  }

  /** The NetMgr took a message. */
  accepted(serial: number, result: SendResult | 'asked'): void {
    this.#accepted.set(serial, result);
  }

  /** It had not taken it after all. */
  refused(serial: number): void {
    this.#accepted.delete(serial);
  }

  /** The server read a message. */
  received(dial: number, serial: number, pad?: Uint8Array): void {
    const list = this.#received.get(dial) ?? [];
    this.#received.set(dial, [...list, serial]);
    if (pad !== undefined && hexOf(pad) !== hexOf(padOf(serial, pad.length))) this.#complain(`move ${serial} changed`);
  }

  /** The server read a Quit. */
  saidQuit(dial: number): void {
    this.#saidQuit.add(dial);
  }

  /** The server is about to send the next message of a dial; gives its index. */
  nextTick(dial: number, bytes: number): number {
    const lengths = this.#ticks.get(dial) ?? [];
    this.#ticks.set(dial, [...lengths, bytes]);
    return lengths.length;
  }

  /** The server is about to send a broken body: nothing behind it may be delivered. */
  broke(dial: number): void {
    if (!this.#brokenAt.has(dial)) this.#brokenAt.set(dial, this.#ticks.get(dial)?.length ?? 0);
  }

  /** A handler of the NetMgr was called. */
  heardTick(dial: number, index: number, pad: Uint8Array): void {
    const count = this.#tickCounts.get(dial) ?? 0;
    this.#tickCounts.set(dial, count + 1);
    const sent = this.#ticks.get(dial)?.[count];
    if (index >= (this.#brokenAt.get(dial) ?? Number.POSITIVE_INFINITY))
      this.#complain(`tick ${index} behind a broken body`);
    if (index !== count) this.#complain(`tick ${index} of dial ${dial} came where ${count} was due`);
    if (sent === undefined) this.#complain(`tick ${index} of dial ${dial} was never sent`);
    else if (hexOf(pad) !== hexOf(padOf(index, sent))) this.#complain(`tick ${index} of dial ${dial} changed`);
  }

  /** Complains unless every message is delivered, was on its way when its connection was lost, or was told as dropped. */
  settle(dials: readonly TappedDial[], droppedCount: number): void {
    const written = dials.flatMap((dial) => dial.written);
    const isWritten = new Set(written);
    if (isWritten.size !== written.length) this.#complain(`written twice: ${written}`);
    for (const serial of written) {
      if (!this.#accepted.has(serial)) this.#complain(`message ${serial} was written, but its send threw`);
    }
    const unwritten = [...this.#accepted.keys()].filter((serial) => !isWritten.has(serial));
    if (unwritten.length !== droppedCount) {
      this.#complain(`${unwritten.length} messages never left (${unwritten}), ${droppedCount} were told as dropped`);
    }
    for (const dial of dials) this.#settleDial(dial);
  }

  #settleDial({ number, written }: TappedDial): void {
    const received = this.#received.get(number) ?? [];
    const isPrefix = received.every((serial, index) => serial === written[index]);
    if (!isPrefix) this.#complain(`dial ${number} wrote ${written}, but ${received} came`);
    if (this.#saidQuit.has(number) && received.length !== written.length) {
      this.#complain(`dial ${number} said Quit behind ${written}, but only ${received} came`);
    }
    for (const result of ['sent', 'queued'] as const) {
      const serials = written.filter((serial) => this.#accepted.get(serial) === result);
      if (serials.some((serial, index) => index > 0 && serial < serials[index - 1]!)) {
        this.#complain(`dial ${number} wrote messages that were ${result} out of order: ${serials}`);
      }
    }
  }
}
