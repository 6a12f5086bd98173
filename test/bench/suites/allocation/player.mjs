// The message that is sent and received, in each of the ways to say what it looks like.

import { PlayerMsg } from '../codec/schemas/messages.mjs';

export { PlayerMsg as bySchema };

/** @type {import('@netmgr/client/protocol').MessageType<import('./batch.mjs').Player>} */
export const byHand = {
  id: PlayerMsg.id,
  name: PlayerMsg.name,
  write(writer, { playerID, playerData }) {
    writer.int(playerID);
    writer.string(playerData.name);
    writer.int(playerData.atk);
    writer.int(playerData.lev);
  },
  read: (reader) => ({
    playerID: reader.int(),
    playerData: { name: reader.string(), atk: reader.int(), lev: reader.int() },
  }),
};
