// The process of one server: it hears what to serve, tells its port, and then how far its ledger has come.

import { Ledger } from './workload.mjs';

/**
 * What a server module exports: `serve` enters every message into the ledger and, where the task is not `stream`, sends it back.
 * @typedef {{ port: number } | { skipped: string }} Serving
 * @typedef {{ serve: (params: import('./workload.mjs').EndToEndParams, ledger: ServerLedger) => Promise<Serving> }} ServerModule
 */

/** Messages between two words on how far it has come. */
const PROGRESS = 8192;

/** Tells the process that asked how far it has come. */
export class ServerLedger extends Ledger {
  #wanted = PROGRESS;

  /** @override @param {Uint8Array} bytes @param {number} start @param {number} length */
  body(bytes, start, length) {
    super.body(bytes, start, length);
    if (this.count >= this.#wanted || this.complaint) this.#report();
  }

  /** @override @param {import('./workload.mjs').PlayerMsg} value */
  player(value) {
    super.player(value);
    if (this.count >= this.#wanted || this.complaint) this.#report();
  }

  /** Reports as soon as `count` messages have come, and at every so many. @param {number} count */
  expect(count) {
    if (this.count >= count) this.#report();
    else this.#wanted = Math.min(this.#wanted, count);
    this.#until = count;
  }

  #until = Number.POSITIVE_INFINITY;

  #report() {
    const { count, checksum, complaint } = this;
    this.#wanted = count < this.#until ? Math.min(count + PROGRESS, this.#until) : count + PROGRESS;
    process.send?.({ count, checksum, complaint });
  }
}

/** @param {any} error */
const fail = (error) => process.send?.({ failed: `the server: ${error?.message ?? error}` });

process.on('uncaughtException', fail);
process.on('disconnect', () => process.exit());

const ledger = new ServerLedger('server');

process.on('message', async (/** @type {any} */ message) => {
  if ('expect' in message) {
    ledger.expect(message.expect);
    return;
  }
  try {
    /** @type {ServerModule} */
    const { serve } = await import(message.module);
    process.send?.(await serve(message.params, ledger));
  } catch (error) {
    fail(error);
  }
});
