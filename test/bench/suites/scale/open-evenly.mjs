// Of a crowd that dials as fast as it can, the heartbeats come in a burst for ever, and the faster it dialled, the more of them share a
// turn of the loop and the less each costs. Clients of a real crowd come one by one, and all contestants are to do the same work.

import { setTimeout as sleep } from 'node:timers/promises';

/** As many dial at a time, at most. */
const DIALLING = 100;
/** Everybody can keep up with it, with the server on the same core. */
const MOST_DIALS_PER_MS = 1.25;

/**
 * Tells how long it takes to open clients at an even pace: whole intervals, so that their heartbeats come as evenly.
 * @param {number} clients
 * @param {number} intervalMs
 */
export const dialMs = (clients, intervalMs) => intervalMs * Math.ceil(clients / (MOST_DIALS_PER_MS * intervalMs));

/**
 * Opens clients at an even pace. Who is late hurries.
 * @template T
 * @param {number} clients
 * @param {number} intervalMs
 * @param {() => Promise<T>} open
 */
export const openEvenly = async (clients, intervalMs, open) => {
  const msEach = dialMs(clients, intervalMs) / clients;
  const start = performance.now();
  /** @type {T[]} */
  const opened = [];
  let next = 0;
  const dialler = async () => {
    while (next < clients) {
      const waitMs = start + next++ * msEach - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      opened.push(await open());
    }
  };
  await Promise.all(Array.from({ length: DIALLING }, dialler));
  return opened;
};
