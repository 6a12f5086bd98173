import { NetMgr } from '@netmgr/client';
import { createFrameEncoder } from '@netmgr/client/protocol';
import { BATCH, SUM_OF_BATCH, VALUES } from './batch.mjs';
import { byHand } from './player.mjs';

/** @typedef {{ pass: () => void, done: () => { messages: number, sum: number } }} HotPath */
/** @typedef {import('@netmgr/client/protocol').MessageType<import('./batch.mjs').Player>} PlayerType */

const frames = VALUES.map((value) => createFrameEncoder().encode(byHand, value));
const chunk = Uint8Array.from(frames.flatMap((frame) => [...frame]));
const HEADER_BYTES = 8;

/**
 * A connected NetMgr on a transport that goes nowhere, and counts.
 * @param {readonly PlayerType[]} messages @param {Pick<import('@netmgr/client').NetMgrOptions, 'heartbeat' | 'clock'>} [more]
 */
const connectNowhere = async (messages, more) => {
  /** @type {import('@netmgr/client').TransportListener | undefined} */
  let listener;
  const wire = {
    bytes: 0,
    sends: 0,
    receive: (/** @type {Uint8Array} */ received = chunk) => listener?.onBytes(received),
  };
  const net = new NetMgr({
    messages,
    heartbeat: false,
    ...more,
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
  return { pass: () => wire.receive(), done: () => heard };
};

/** Sends a batch of messages, and writes it; without a type, as ready bodies. @param {PlayerType | undefined} type @returns {Promise<HotPath>} */
export const createSending = async (type) => {
  const { net, wire } = await connectNowhere(type ? [type] : []);
  const bodies = frames.map((frame) => frame.subarray(HEADER_BYTES));
  const send = type
    ? (/** @type {number} */ i) => net.send(type, /** @type {import('./batch.mjs').Player} */ (VALUES[i]))
    : (/** @type {number} */ i) => net.sendFrame(byHand.id, /** @type {Uint8Array} */ (bodies[i]));
  return {
    pass: () => {
      for (let i = 0; i < BATCH; i++) send(i);
      net.flush();
    },
    done: () => ({ messages: wire.sends * BATCH, sum: (wire.bytes / chunk.length) * SUM_OF_BATCH }),
  };
};

/** A clock whose timers run when it is told that time has passed. */
const createHandClock = () => {
  let now = 0;
  /** @type {{ dueAt: number, run?: (() => void) | undefined }[]} */
  let timers = [];
  return {
    now: () => now,
    after: (/** @type {number} */ ms, /** @type {() => void} */ run) => {
      const timer = { dueAt: now + ms, run: /** @type {(() => void) | undefined} */ (run) };
      timers.push(timer);
      return () => {
        timer.run = undefined;
      };
    },
    pass: (/** @type {number} */ ms) => {
      now += ms;
      const before = timers;
      timers = [];
      for (const timer of before) {
        if (timer.dueAt > now) timers.push(timer);
        else timer.run?.();
      }
    },
  };
};

/** As many idle clients as there are messages in a batch, each of which sends a heartbeat and hears the reply. @returns {Promise<HotPath>} */
export const createBeating = async () => {
  const clock = createHandClock();
  const intervalMs = 2000;
  const heartbeat = { intervalMs, replyTimeoutMs: 4 * intervalMs };
  const reply = createFrameEncoder().encodeRaw(999, new Uint8Array(0));
  const crowd = await Promise.all(VALUES.map(() => connectNowhere([], { heartbeat, clock })));
  const pass = () => {
    clock.pass(intervalMs);
    for (let i = 0; i < BATCH; i++) crowd[i]?.wire.receive(reply);
  };
  return { pass, done: () => ({ messages: crowd.reduce((sum, { wire }) => sum + wire.sends, 0), sum: 0 }) };
};
