// The messages that the end-to-end suite sends, and the book that is kept of them on both sides.

import { createNumbers } from '../../harness/timing.mjs';

/**
 * `stream`: as many messages as get through, `perTick` at a time; `ping`: one at a time, each sent back; `request`: `atOnce` at a time, each
 * answered by the means that the library has for it.
 * @typedef {'stream' | 'ping' | 'request'} Task
 * @typedef {'ws' | 'tcp'} Wire
 * @typedef {'raw' | 'player'} Shape `raw`: 64 bytes, the first four of which are the sequence number; `player`: a PlayerMsg that has it as `playerID`
 * @typedef {{ task: Task, wire: Wire, shape: Shape, perTick?: number, atOnce?: number, turns?: number }} EndToEndParams `turns`: in so many
 *   pieces it is measured, the other contestants in between
 * @typedef {{ playerID: number, playerData: { name: string, atk: number, lev: number } }} PlayerMsg
 */

export const BODY_BYTES = 64;
export const RAW_ID = 2001;
export const PLAYER_ID = 1001;
export const PLAYER_REPLY_ID = 1002;

/** So many messages differ in more than the sequence number. */
const CONTENTS = 1024;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_';
const WORDS = BODY_BYTES / 4;

/** Makes `count` bodies, a multiple of 1,024, whose sequence numbers are still to be set. @param {number} seed @param {number} [count] */
export const createBodies = (seed, count = CONTENTS) => {
  const below = createNumbers(seed);
  const contents = Array.from({ length: CONTENTS * BODY_BYTES }, () => below(256));
  const all = Buffer.alloc(count * BODY_BYTES);
  return Array.from({ length: count }, (_, i) => {
    const body = all.subarray(i * BODY_BYTES, (i + 1) * BODY_BYTES);
    const start = (i % CONTENTS) * BODY_BYTES;
    body.set(contents.slice(start, start + BODY_BYTES));
    return body;
  });
};

/** Makes the values whose `playerID` is still to be set. @param {number} seed @returns {PlayerMsg[]} */
export const createPlayers = (seed) => {
  const below = createNumbers(seed);
  return Array.from({ length: CONTENTS }, () => {
    const name = Array.from({ length: 5 + below(10) }, () => LETTERS[below(LETTERS.length)]).join('');
    return { playerID: 0, playerData: { name, atk: 10 + below(90), lev: 10 + below(50) } };
  });
};

/** Counts messages, adds up what is in them, and notes the first that is out of its turn. Sequence numbers begin at 0 and miss none. */
export class Ledger {
  count = 0;
  checksum = 0;
  /** @type {string | undefined} */
  complaint;
  #owner;

  /** @param {'server' | 'client'} owner whom complaints name */
  constructor(owner) {
    this.#owner = owner;
  }

  /** @param {Uint8Array} bytes @param {number} start where the body begins @param {number} length */
  body(bytes, start, length) {
    if (length !== BODY_BYTES) this.#complain(`a body of ${length} bytes`);
    this.#enter(wordAt(bytes, start), sumOfWords(bytes, start));
  }

  /** @param {PlayerMsg} value */
  player(value) {
    this.#enter(value.playerID, sumOfPlayer(value));
  }

  /** @param {number} number @param {number} sum */
  #enter(number, sum) {
    if (number !== this.count) this.#complain(`message ${number} in place of ${this.count}`);
    this.count++;
    this.checksum = mix(this.checksum, sum);
  }

  /** @param {string} what */
  #complain(what) {
    this.complaint ??= `the ${this.#owner} received ${what}`;
  }
}

/**
 * Adds a word, or a message. High bits are folded into low ones: multiplied only, what is altered in the highest byte of a word would stay
 * there, and two such alterations could cancel each other.
 * @param {number} checksum @param {number} sum
 */
const mix = (checksum, sum) => (Math.imul(checksum ^ (checksum >>> 15), 31) + sum) | 0;

/** Tells the checksum of the first `count` messages. @param {Shape} shape @param {number} seed @param {number} count */
export const checksumOf = (shape, seed, count) => {
  const sums =
    shape === 'raw' ? createBodies(seed).map((body) => sumOfWords(body, 0)) : createPlayers(seed).map(sumOfPlayer);
  let checksum = 0;
  for (let i = 0; i < count; i++) checksum = mix(checksum, /** @type {number} */ (sums[i % CONTENTS]));
  return checksum;
};

/** Reads from any array of bytes, as peers deliver more than Buffers. @param {Uint8Array} bytes @param {number} at */
const wordAt = (bytes, at) =>
  byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);

/** @param {Uint8Array} bytes @param {number} at */
const byteAt = (bytes, at) => /** @type {number} */ (bytes[at]);

/** Adds up all but the sequence number. @param {Uint8Array} bytes @param {number} start */
const sumOfWords = (bytes, start) => {
  let sum = 0;
  for (let i = 1; i < WORDS; i++) sum = mix(sum, wordAt(bytes, start + 4 * i));
  return sum;
};

/** @param {PlayerMsg} value */
const sumOfPlayer = ({ playerData: { name, atk, lev } }) => {
  let sum = (atk << 8) ^ lev;
  for (let i = 0; i < name.length; i++) sum = (Math.imul(sum, 31) + name.charCodeAt(i)) | 0;
  return sum;
};
