import { NetMgr } from '@netmgr/client';
import { createFrameEncoder } from '@netmgr/client/protocol';
import { byHand, player } from './player.mjs';

/** As many messages go into one chunk, and into one batch. */
export const BATCH = 100;

/** @typedef {{ pass: () => void, done: () => { messages: number, sum: number } }} HotPath */
/** @typedef {import('@netmgr/client/protocol').MessageType<import('./player.mjs').Player>} PlayerType */

const values = Array.from({ length: BATCH }, (_, i) => player(i));
const frames = values.map((value) => createFrameEncoder().encode(byHand, value));
const chunk = Uint8Array.from(frames.flatMap((frame) => [...frame]));
const HEADER_BYTES = 8;

/** A connected NetMgr on a transport that goes nowhere, and counts. @param {readonly PlayerType[]} messages */
const connectNowhere = async (messages) => {
  /** @type {import('@netmgr/client').TransportListener | undefined} */
  let listener;
  const wire = { bytes: 0, sends: 0, receive: () => listener?.onBytes(chunk) };
  const net = new NetMgr({
    messages,
    heartbeat: false,
    transport: (own) => {
      listener = own;
      queueMicrotask(() => own.onOpen());
      return {
        send: (bytes) => {
          wire.bytes += bytes.length;
          wire.sends++;
        },
        close() {},
        abort() {},
        bufferedBytes: 0,
      };
    },
  });
  await net.connect();
  return { net, wire };
};

/** Receives a chunk of messages by a handler; without a type, as frames that only `unhandled` hears of. @param {PlayerType | undefined} type @returns {Promise<HotPath>} */
export const createReceiving = async (type) => {
  const { net, wire } = await connectNowhere(type ? [type] : []);
  const heard = { messages: 0, sum: 0 };
  if (type)
    net.onMessage(type, ({ playerID }) => {
      heard.messages++;
      heard.sum += playerID;
    });
  else
    net.on('unhandled', ({ body }) => {
      heard.messages++;
      heard.sum += body[0] ?? 0;
    });
  return { pass: wire.receive, done: () => heard };
};

/** Sends a batch of messages, and writes it; without a type, as ready bodies. @param {PlayerType | undefined} type @returns {Promise<HotPath>} */
export const createSending = async (type) => {
  const { net, wire } = await connectNowhere(type ? [type] : []);
  const bodies = frames.map((frame) => frame.subarray(HEADER_BYTES));
  const send = type
    ? (/** @type {number} */ i) => net.send(type, /** @type {import('./player.mjs').Player} */ (values[i]))
    : (/** @type {number} */ i) => net.sendFrame(byHand.id, /** @type {Uint8Array} */ (bodies[i]));
  return {
    pass: () => {
      for (let i = 0; i < BATCH; i++) send(i);
      net.flush();
    },
    done: () => ({ messages: wire.sends * BATCH, sum: (wire.bytes / chunk.length) * sumOfBatch }),
  };
};

const sumOfBatch = values.reduce((sum, { playerID }) => sum + playerID, 0);

/** Tells what a number of passes must have heard or sent. @param {number} passes */
export const expectedOf = (passes) => ({ messages: passes * BATCH, sum: passes * sumOfBatch });
