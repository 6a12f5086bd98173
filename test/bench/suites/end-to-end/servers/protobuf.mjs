// One PlayerMsg a WebSocket message, or delimited over TCP.

import { loadGenerated } from '../../../load-peer.mjs';
import { listenTcp, listenWs } from './listening.mjs';

const { PlayerMsg } = loadGenerated('protobuf').bench;

/** @type {import('../server-process.mjs').ServerModule['serve']} */
export const serve = ({ wire, task }, ledger) => {
  if (wire === 'tcp')
    return listenTcp((socket) =>
      socket.on(
        'data',
        cutter((bytes) => ledger.player(PlayerMsg.decode(bytes))),
      ),
    );
  return listenWs((socket) =>
    socket.on('message', (data) => {
      ledger.player(PlayerMsg.decode(data));
      if (task !== 'stream') socket.send(data);
    }),
  );
};

/** Cuts by a length of one byte, which is what the varint of a message this short is. @param {(bytes: Buffer) => void} onMessage */
const cutter = (onMessage) => {
  /** @type {Buffer} */
  let rest = Buffer.alloc(0);
  return (/** @type {Buffer} */ chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    while (at < bytes.length) {
      const end = at + 1 + /** @type {number} */ (bytes[at]);
      if (end > bytes.length) break;
      onMessage(bytes.subarray(at + 1, end));
      at = end;
    }
    rest = bytes.subarray(at);
  };
};
