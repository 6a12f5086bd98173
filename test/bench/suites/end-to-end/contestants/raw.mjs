// The transports as they are, with NetMgr's bytes: one write for each message, or one for all of a tick.

import { once } from 'node:events';
import net from 'node:net';
import { WebSocket } from 'ws';
import { BODY_BYTES, RAW_ID } from '../workload.mjs';

export const server = new URL('../servers/frames.mjs', import.meta.url).href;

const HEADER_BYTES = 8;
const FRAME_BYTES = HEADER_BYTES + BODY_BYTES;

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port, wire, perTick, options }, onReply) => {
  const write = await dial(wire, port, (reply) => onReply(reply.subarray(HEADER_BYTES)));
  return options.isBatched ? batching(write, perTick) : { sendRaw: (body) => void write(frameOf(body)) };
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

/** @param {(bytes: Buffer) => unknown} write @param {number} perTick */
const batching = (write, perTick) => {
  let batch = Buffer.allocUnsafe(perTick * FRAME_BYTES);
  let end = 0;
  return {
    sendRaw: (/** @type {Uint8Array} */ body) => {
      writeFrame(batch, end, body);
      end += FRAME_BYTES;
    },
    endTick: () => {
      write(batch.subarray(0, end));
      batch = Buffer.allocUnsafe(perTick * FRAME_BYTES);
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
