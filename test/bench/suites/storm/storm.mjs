// A crowd that lost its server at the same instant and comes back: the door it comes to, and what it does there.

/**
 * What the crowd meets: a server that is down for `downMs` and then takes `slotsPerSecond` clients in each second; who finds no slot is
 * refused at once, as is who comes too early. `announced`: it says that it restarts, to whoever understands (WebSocket close code 1012).
 * @typedef {{ clients: number, downMs: number, slotsPerSecond: number, announced?: boolean }} StormParams
 */

/** What came of it: when each dial was made, and how many clients are back. @typedef {{ attempts: readonly number[], back: number, allBackMs: number }} Storm */

/** Tells whether a dial at `now` is let in, and counts it. @typedef {(now: number) => boolean} Door */

const SECOND = 1000;

/** @param {Pick<StormParams, 'downMs' | 'slotsPerSecond'>} params @returns {Door} */
export const createDoor = ({ downMs, slotsPerSecond }) => {
  let second = -1;
  let taken = 0;
  return (now) => {
    if (now < downMs) return false;
    const present = Math.floor(now / SECOND);
    if (present !== second) {
      second = present;
      taken = 0;
    }
    return taken++ < slotsPerSecond;
  };
};

/**
 * Lets every client follow a policy of its own until it is back or gives up.
 * @param {StormParams} params
 * @param {(client: number) => import('./policies.mjs').Policy} createPolicy
 * @returns {Storm}
 */
export const simulateStorm = ({ clients, ...params }, createPolicy) => {
  const door = createDoor(params);
  const dials = new DialQueue();
  const policies = Array.from({ length: clients }, (_, client) => createPolicy(client));
  /** @type {number[]} */
  const attempts = [];
  let back = 0;
  let allBackMs = 0;
  const wait = (/** @type {number} */ client, /** @type {number} */ now, /** @type {number} */ attempt) => {
    const delayMs = policies[client]?.(attempt);
    if (delayMs !== undefined) dials.add({ at: now + delayMs, client, attempt });
  };
  for (let client = 0; client < clients; client++) wait(client, 0, 1);
  for (let dial = dials.take(); dial; dial = dials.take()) {
    attempts.push(dial.at);
    if (!door(dial.at)) wait(dial.client, dial.at, dial.attempt + 1);
    else {
      back++;
      allBackMs = dial.at;
    }
  }
  return { attempts, back, allBackMs };
};

/** Counts the dials of the worst span of `ms`, wherever it begins. @param {readonly number[]} attempts in order of time @param {number} ms */
export const worstSpan = (attempts, ms) => {
  let worst = 0;
  let first = 0;
  for (const [last, at] of attempts.entries()) {
    while (at - /** @type {number} */ (attempts[first]) >= ms) first++;
    worst = Math.max(worst, last - first + 1);
  }
  return worst;
};

/** @typedef {{ at: number, client: number, attempt: number }} Dial */

/** Dials in order of time; of those at the same time, the earliest added first. */
class DialQueue {
  /** @type {(Dial & { serial: number })[]} */
  #heap = [];
  #serial = 0;

  /** @param {Dial} dial */
  add(dial) {
    const heap = this.#heap;
    const added = { ...dial, serial: this.#serial++ };
    let slot = heap.length;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (!isBefore(added, this.#at(parent))) break;
      heap[slot] = this.#at(parent);
      slot = parent;
    }
    heap[slot] = added;
  }

  /** @returns {Dial | undefined} */
  take() {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last && heap.length > 0) this.#sink(last);
    return first;
  }

  /** @param {Dial & { serial: number }} dial */
  #sink(dial) {
    const heap = this.#heap;
    let slot = 0;
    for (let child = 1; child < heap.length; child = 2 * slot + 1) {
      if (child + 1 < heap.length && isBefore(this.#at(child + 1), this.#at(child))) child++;
      if (!isBefore(this.#at(child), dial)) break;
      heap[slot] = this.#at(child);
      slot = child;
    }
    heap[slot] = dial;
  }

  /** @param {number} slot */
  #at(slot) {
    return /** @type {Dial & { serial: number }} */ (this.#heap[slot]);
  }
}

/** @param {Dial & { serial: number }} a @param {Dial & { serial: number }} b */
const isBefore = (a, b) => (a.at === b.at ? a.serial < b.serial : a.at < b.at);
