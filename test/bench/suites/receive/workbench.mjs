import { timePasses, WorkError } from '../../harness/timing.mjs';
import { createMessages, createTally, cut, expectedTally, messagesPerPass, seedOf, VARIANTS } from './workload.mjs';

/**
 * Hears of every message: its id, or 0 where the wire form carries none, and its body.
 * @typedef {(id: number, bytes: Uint8Array, start: number, end: number) => void} Deliver
 *
 * `push` takes the next chunk, and gives a promise when it wants no more for now. `endPass` runs when all chunks of a pass are pushed.
 * @typedef {{ push: (chunk: Buffer) => unknown, endPass?: () => unknown }} Receiver
 *
 * `readsWhole`: the stream comes as one chunk.
 * `mayWait`: `push` or `endPass` may give promises.
 * @typedef {object} ReceiveContestant
 * @property {(id: number, body: Buffer) => Buffer} encodeFrame
 * @property {(deliver: Deliver, params: import('./workload.mjs').ReceiveParams) => Receiver} createReceiver the params are for limits
 * @property {boolean} [carriesId]
 * @property {boolean} [readsWhole]
 * @property {boolean} [mayWait]
 *
 * @typedef {import('./workload.mjs').Tally} Tally
 * @typedef {{ messages: import('./workload.mjs').Message[], chunks: Buffer[], expected: Tally }} Stream
 */

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ module, params, seed, budget }, takeTurn) => {
  const receive = /** @type {import('./workload.mjs').ReceiveParams} */ (params);
  /** @type {ReceiveContestant} */
  const contestant = await import(module);
  const streams = Array.from({ length: VARIANTS }, (_, variant) =>
    createStream(contestant, receive, seedOf(seed, variant)),
  );
  const { deliver, tally } = createTally();
  const first = variantOf(streams, 0);
  if (!(await pushAll(contestant.createReceiver(deliver, receive), first, budget.passLimitMs))) {
    await compareBytes(contestant, first, receive, budget.passLimitMs);
    return { skipped: `one pass over ${messagesPerPass(receive)} messages takes more than ${budget.passLimitMs} ms` };
  }
  tally();

  const receiver = contestant.createReceiver(deliver, receive);
  const pass = createPass(contestant, receiver);
  let stream = first;
  let checksum = 0;
  const { nsPerPass, passes } = await timePasses(
    {
      prepare: (sample) => {
        stream = variantOf(streams, sample);
      },
      pass: () => pass(stream.chunks),
      check: (sample, passes) => {
        const heard = tally();
        checkTally(heard, stream.expected, passes);
        if (sample === 0) checksum = heard.sum;
      },
    },
    budget,
    { turns: receive.turns, takeTurn },
  );
  // Only now: a receiver that has told another listener before is not compiled into one piece with the tally, as it is with a game's handler.
  for (const stream of streams) await compareBytes(contestant, stream, receive, Number.POSITIVE_INFINITY);
  const perPass = messagesPerPass(receive);
  return { value: nsPerPass / perPass, count: perPass * passes, checksum, detail: { passes } };
};

/** @param {readonly Stream[]} streams @param {number} sample */
const variantOf = (streams, sample) => /** @type {Stream} */ (streams[sample % VARIANTS]);

/**
 * @param {ReceiveContestant} contestant @param {import('./workload.mjs').ReceiveParams} params @param {number} seed
 * @returns {Stream}
 */
const createStream = ({ encodeFrame, carriesId = false, readsWhole = false }, params, seed) => {
  const messages = createMessages(params, seed);
  const frames = messages.map(({ id, body }) => encodeFrame(id, body));
  return {
    messages,
    chunks: readsWhole ? [Buffer.concat(frames)] : cut(frames, params),
    expected: expectedTally(messages, carriesId),
  };
};

/**
 * Makes the loop that is timed; those who never wait get one that never asks.
 * @param {ReceiveContestant} contestant @param {Receiver} receiver
 * @returns {(chunks: readonly Buffer[]) => unknown}
 */
const createPass = ({ mayWait = false }, receiver) => {
  if (mayWait)
    return async (chunks) => {
      for (const chunk of chunks) {
        const wait = receiver.push(chunk);
        if (wait) await wait;
      }
      await receiver.endPass?.();
    };
  const endPass = receiver.endPass?.bind(receiver) ?? (() => {});
  return (chunks) => {
    for (let i = 0; i < chunks.length; i++) receiver.push(/** @type {Buffer} */ (chunks[i]));
    endPass();
  };
};

/**
 * Goes once through a stream.
 * @param {Receiver} receiver @param {Stream} stream @param {number} limitMs
 * @returns {Promise<boolean>} false when it takes too long, and then it was left
 */
const pushAll = async (receiver, { chunks }, limitMs) => {
  const deadline = performance.now() + limitMs;
  for (const chunk of chunks) {
    await receiver.push(chunk);
    if (performance.now() > deadline) return false;
  }
  await receiver.endPass?.();
  return performance.now() <= deadline;
};

/**
 * Goes once through a stream and compares every byte, of whoever takes too long those that came.
 * @param {ReceiveContestant} contestant @param {Stream} stream @param {import('./workload.mjs').ReceiveParams} params @param {number} limitMs
 */
const compareBytes = async ({ createReceiver, carriesId = false }, stream, params, limitMs) => {
  const { messages } = stream;
  let next = 0;
  const receiver = createReceiver((id, bytes, start, end) => {
    const message = messages[next++];
    if (!message) throw new WorkError(`delivered more than the ${messages.length} messages sent`);
    if (carriesId && id !== message.id) throw new WorkError(`message ${next}: id ${id} in place of ${message.id}`);
    if (message.body.compare(bytes, start, end) !== 0) throw new WorkError(`message ${next}: not the bytes sent`);
  }, params);
  const isWhole = await pushAll(receiver, stream, limitMs);
  if (isWhole && next < messages.length) throw new WorkError(`delivered ${next} of ${messages.length} messages`);
};

/** @param {Tally} heard @param {Tally} expected @param {number} passes */
const checkTally = (heard, expected, passes) => {
  if (heard.count !== expected.count * passes)
    throw new WorkError(`delivered ${heard.count} of ${expected.count * passes} messages while timed`);
  if (heard.bytes !== ((expected.bytes * passes) | 0) || heard.sum !== Math.imul(expected.sum, passes))
    throw new WorkError('delivered other bytes than were sent while timed');
};
