// What the receive suite sends: the same messages for everybody, in the wire form of each, cut in the same way.

import { createNumbers } from '../../harness/timing.mjs';

/**
 * `inPlace`: every chunk holds whole frames only, as many as fit, at least one. Otherwise chunks are cut without regard to frames.
 * @typedef {{ bodyBytes: number, chunkBytes: number, inPlace: boolean, turns?: number }} ReceiveParams
 * @typedef {{ id: number, body: Buffer }} Message
 * @typedef {{ count: number, bytes: number, sum: number }} Tally
 */

/** Streams of different content that samples take in turn, so that frames kept from an earlier pass are wrong ones. */
export const VARIANTS = 3;

const STREAM_BYTES = 1 << 20;
const MAX_CHUNKS = 65_536;
const MIN_MESSAGES = 2;

/** How many messages one pass over a workload delivers. @param {ReceiveParams} params */
export const messagesPerPass = ({ bodyBytes, chunkBytes }) =>
  Math.max(MIN_MESSAGES, Math.floor(Math.min(STREAM_BYTES, MAX_CHUNKS * chunkBytes) / (bodyBytes + 8)));

/** @param {ReceiveParams} params @param {number} seed @returns {Message[]} */
export const createMessages = (params, seed) => {
  const below = createNumbers(seed);
  return Array.from({ length: messagesPerPass(params) }, () => {
    const body = Buffer.alloc(params.bodyBytes);
    for (let at = 0; at + 4 <= body.length; at += 4) body.writeUInt32LE(below(2 ** 32), at);
    return { id: 1 + below(60_000), body };
  });
};

/** The seed of one of the streams of a round. @param {number} seed @param {number} variant */
export const seedOf = (seed, variant) => seed * VARIANTS + variant;

/**
 * What a faithful receiver's deliveries add up to.
 * @param {readonly Message[]} messages @param {boolean} carriesId
 * @returns {Tally}
 */
export const expectedTally = (messages, carriesId) => {
  const { tally, deliver } = createTally();
  for (const { id, body } of messages) deliver(carriesId ? id : 0, body, 0, body.length);
  return tally();
};

/** Counts messages and touches both ends of each. */
export const createTally = () => {
  let count = 0;
  let bytes = 0;
  let sum = 0;
  return {
    /** @param {number} id @param {Uint8Array} body @param {number} start @param {number} end */
    deliver: (id, body, start, end) => {
      count++;
      bytes = (bytes + end - start) | 0;
      const first = /** @type {number} */ (body[start]);
      const last = /** @type {number} */ (body[end - 1]);
      sum = (sum + (id ^ (first << 8)) + last) | 0;
    },
    /** Gives the sums so far and begins anew. @returns {Tally} */
    tally: () => {
      const sums = { count, bytes, sum };
      count = 0;
      bytes = 0;
      sum = 0;
      return sums;
    },
  };
};

/**
 * Cuts a stream as a socket would.
 * @param {readonly Buffer[]} frames @param {ReceiveParams} params
 * @returns {Buffer[]}
 */
export const cut = (frames, { chunkBytes, inPlace }) => {
  const stream = Buffer.concat(frames);
  const ends = inPlace ? endsOfWholeFrames(frames, chunkBytes) : endsEvery(stream.length, chunkBytes);
  let start = 0;
  return ends.map((end) => {
    const chunk = stream.subarray(start, end);
    start = end;
    return chunk;
  });
};

/** @param {number} length @param {number} step */
const endsEvery = (length, step) =>
  Array.from({ length: Math.ceil(length / step) }, (_, i) => Math.min(length, (i + 1) * step));

/** @param {readonly Buffer[]} frames @param {number} chunkBytes */
const endsOfWholeFrames = (frames, chunkBytes) => {
  /** @type {number[]} */
  const ends = [];
  let start = 0;
  let end = 0;
  for (const { length } of frames) {
    if (end > start && end + length - start > chunkBytes) {
      ends.push(end);
      start = end;
    }
    end += length;
  }
  return [...ends, end];
};
