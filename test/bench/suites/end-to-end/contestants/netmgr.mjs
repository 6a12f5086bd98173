import { NetMgr } from '@netmgr/client';
import { importGenerated } from '../../../load-peer.mjs';
import * as bySchema from '../../codec/schemas/messages.mjs';
import { PLAYER_REPLY_ID, RAW_ID } from '../workload.mjs';

export const server = new URL('../servers/frames.mjs', import.meta.url).href;

/** @type {import('@netmgr/client').MessageType<Uint8Array>} */
const RawMsg = {
  id: RAW_ID,
  name: 'RawMsg',
  write: (writer, body) => writer.raw(body),
  read: (reader) => reader.raw(reader.remaining),
};

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port, wire, options }, onReply) => {
  const { framing = 'coalesce', types = 'schema' } =
    /** @type {{ framing?: 'coalesce' | 'single', types?: string }} */ (options);
  const { PlayerMsg } = types === 'generated' ? await importGenerated('netmgr') : bySchema;
  const PlayerReply = { ...PlayerMsg, id: PLAYER_REPLY_ID, name: 'PlayerReply' };
  const net = new NetMgr({
    url: `${wire}://127.0.0.1:${port}`,
    messages: [RawMsg, PlayerMsg, PlayerReply],
    webSocketFraming: framing,
  });
  net.onMessage(RawMsg, (body) => onReply(body));
  await net.connect();
  return {
    sendRaw: (body) => net.sendFrame(RAW_ID, body),
    sendPlayer: (value) => net.send(PlayerMsg, value),
    request: (value) => net.request(PlayerMsg, value, PlayerReply, { matchField: 'playerID' }),
  };
};
