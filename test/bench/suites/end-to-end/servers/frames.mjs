// The least server that takes NetMgr's frames: for NetMgr itself and, with the same bytes, for the raw transports.

import {
  ByteReader,
  ByteWriter,
  createFrameDecoder,
  createFrameEncoder,
  DEFAULT_SYSTEM_IDS,
  decodeBody,
} from '@netmgr/client/protocol';
import { importGenerated } from '../../../load-peer.mjs';
import { PLAYER_ID, PLAYER_REPLY_ID, RAW_ID } from '../workload.mjs';
import { listenTcp, listenWs } from './listening.mjs';

/** @type {import('../server-process.mjs').ServerModule['serve']} */
export const serve = async ({ wire, task }, ledger) => {
  const { PlayerMsg } = await importGenerated('netmgr');
  /** @param {(bytes: Uint8Array) => void} write */
  const receiver = (write) => {
    const options = { reader: new ByteReader() };
    const encoder = createFrameEncoder();
    const out = new ByteWriter();
    const decoder = createFrameDecoder({
      onFrame(id, bytes, start, end) {
        if (id === RAW_ID) ledger.body(bytes, start, end - start);
        else if (id === PLAYER_ID) ledger.player(decodeBody(PlayerMsg, bytes, start, end, options));
        else if (id === DEFAULT_SYSTEM_IDS.heart) encoder.writeRaw(out, id, bytes.subarray(start, end));
        else return;
        if (task === 'stream' || id === DEFAULT_SYSTEM_IDS.heart) return;
        encoder.writeRaw(out, id === PLAYER_ID ? PLAYER_REPLY_ID : id, bytes.subarray(start, end));
      },
    });
    return (/** @type {Uint8Array} */ chunk) => {
      decoder.push(chunk);
      if (out.position > 0) write(out.take());
    };
  };
  if (wire === 'tcp')
    return listenTcp((socket) =>
      socket.on(
        'data',
        receiver((bytes) => socket.write(bytes)),
      ),
    );
  return listenWs((socket) => {
    const receive = receiver((bytes) => socket.send(bytes));
    socket.on('message', (data) => receive(/** @type {Buffer} */ (data)));
  });
};
