// The transports as they are, with NetMgr's bytes: one write for each message, or one for all of a tick.

import { once } from 'node:events';
import net from 'node:net';
import { WebSocket } from 'ws';
import { BODY_BYTES, PLAYER_ID, RAW_ID } from '../workload.mjs';

export const server = new URL('../servers/frames.mjs', import.meta.url).href;

const HEADER_BYTES = 8;
const FRAME_BYTES = HEADER_BYTES + BODY_BYTES;
const LONGEST_PLAYER_BYTES = HEADER_BYTES + 16 + 14;

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port, wire, shape, perTick, options }, onReply) => {
  const write = await dial(wire, port, (reply) => onReply(reply.subarray(HEADER_BYTES)));
  if (options.isBatched)
    return batching(write, shape === 'raw' ? perTick * FRAME_BYTES : perTick * LONGEST_PLAYER_BYTES);
  return { sendRaw: (body) => void write(frameOf(body)) };
};

/** @param {import('../workload.mjs').Wire} wire @param {number} port @param {(frame: Buffer) => void} onFrame one at a time, as pings are */
const dial = async (wire, port, onFrame) => {
  if (wire === 'ws') {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    socket.on('message', (data) => onFrame(/** @type {Buffer} */ (data)));
    await once(socket, 'open');
    return (/** @type {Buffer} */ bytes) => socket.send(bytes);
  }
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('data', onFrame);
  await once(socket, 'connect');
  return (/** @type {Buffer} */ bytes) => socket.write(bytes);
};

/** @param {(bytes: Buffer) => unknown} write @param {number} capacity */
const batching = (write, capacity) => {
  let batch = Buffer.allocUnsafe(capacity);
  let end = 0;
  return {
    /** The least that encoding can be: straight-line code that trusts what it is given, and names of ASCII alone. */
    sendPlayer: (/** @type {import('../workload.mjs').PlayerMsg} */ { playerID, playerData: { name, atk, lev } }) => {
      const body = end + HEADER_BYTES;
      const tail = body + 8 + name.length;
      batch.writeInt32LE(PLAYER_ID, end);
      batch.writeInt32LE(16 + name.length, end + 4);
      batch.writeInt32LE(playerID, body);
      batch.writeInt32LE(name.length, body + 4);
      for (let i = 0; i < name.length; i++) batch[body + 8 + i] = name.charCodeAt(i);
      batch.writeInt32LE(atk, tail);
      batch.writeInt32LE(lev, tail + 4);
      end = tail + 8;
    },
    sendRaw: (/** @type {Uint8Array} */ body) => {
      writeFrame(batch, end, body);
      end += FRAME_BYTES;
    },
    endTick: () => {
      write(batch.subarray(0, end));
      batch = Buffer.allocUnsafe(capacity);
      end = 0;
    },
  };
};

/** @param {Uint8Array} body */
const frameOf = (body) => {
  const frame = Buffer.allocUnsafe(FRAME_BYTES);
  writeFrame(frame, 0, body);
  return frame;
};

/** @param {Buffer} target @param {number} at @param {Uint8Array} body */
const writeFrame = (target, at, body) => {
  target.writeInt32LE(RAW_ID, at);
  target.writeInt32LE(body.length, at + 4);
  target.set(body, at + HEADER_BYTES);
};
