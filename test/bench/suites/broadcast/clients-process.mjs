// The clients of one measurement, in a process of their own: they count what each broadcast brings them, and check it.

import { loadPeer } from '../../load-peer.mjs';

/** @typedef {'frames' | 'json' | 'socket.io'} ClientKind */
/** @typedef {(port: number, hear: (tick: number) => void) => Promise<unknown>} OpenClient */

const DIALLING = 100;

/** @param {number} port @param {(socket: any) => void} prepare */
const openWebSocket = (port, prepare) =>
  new Promise((resolve, reject) => {
    const { WebSocket } = loadPeer('ws');
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    prepare(socket);
    socket.on('error', reject);
    socket.on('open', () => resolve(socket));
  });

/** @type {Record<ClientKind, OpenClient>} */
const OPEN = {
  frames: async (port, hear) => {
    const { createFrameDecoder, decodeBody } = await import('@netmgr/client/protocol');
    const { PlayerMsg } = await import('../codec/schemas/messages.mjs');
    return openWebSocket(port, (socket) => {
      const decoder = createFrameDecoder({
        onFrame: (id, bytes, start, end) => {
          if (id === PlayerMsg.id) hear(decodeBody(PlayerMsg, bytes, start, end).playerID);
        },
      });
      socket.on('message', (/** @type {Buffer} */ bytes) => decoder.push(bytes));
    });
  },
  json: (port, hear) =>
    openWebSocket(port, (socket) => {
      socket.on('message', (/** @type {Buffer} */ text) => hear(JSON.parse(text.toString()).playerID));
    }),
  'socket.io': (port, hear) =>
    new Promise((resolve, reject) => {
      const socket = loadPeer('socket.io-client').io(`http://127.0.0.1:${port}`, {
        transports: ['websocket'],
        forceNew: true,
      });
      socket.on('PlayerMsg', (/** @type {{ playerID: number }} */ { playerID }) => hear(playerID));
      socket.on('connect_error', reject);
      socket.on('connect', () => resolve(socket));
    }),
};

let heard = 0;
let sum = 0;
let awaited = Number.POSITIVE_INFINITY;
/** @type {string | undefined} */
let complaint;

const tell = () => {
  if (heard < awaited) return;
  awaited = Number.POSITIVE_INFINITY;
  process.send?.({ heard, sum, complaint });
};

/** What one client heard: every broadcast, once, in order. */
const createHearing = () => {
  let last = 0;
  return (/** @type {number} */ tick) => {
    if (tick !== last + 1) complaint ??= `a client heard broadcast ${tick} behind ${last}`;
    last = tick;
    heard++;
    sum += tick;
    tell();
  };
};

/** @type {unknown[]} */
const kept = [];

/** @param {{ kind: ClientKind, port: number, clients: number }} request */
const openAll = async ({ kind, port, clients }) => {
  let next = 0;
  const dialler = async () => {
    while (next++ < clients) kept.push(await OPEN[kind](port, createHearing()));
  };
  await Promise.all(Array.from({ length: DIALLING }, dialler));
  process.send?.({ open: kept.length });
};

process.once('message', (/** @type {any} */ request) => {
  process.on('message', (/** @type {{ awaited: number }} */ asked) => {
    awaited = asked.awaited;
    tell();
  });
  void openAll(request);
});
process.on('disconnect', () => process.exit());
