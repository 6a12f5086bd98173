// Message types as one writes them by hand, field after field.

import { netmgrCodec } from './netmgr-codec.mjs';

/**
 * @template T
 * @typedef {import('@netmgr/client/protocol').MessageType<T>} MessageType
 */

const ENTITY_BYTES = 24;

/** @type {MessageType<import('../messages.mjs').PlayerMsg>} */
const PlayerMsg = {
  id: 1001,
  name: 'PlayerMsg',
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

/** @type {MessageType<import('../messages.mjs').StateMsg>} */
const StateMsg = {
  id: 1002,
  name: 'StateMsg',
  write(writer, { tick, entities }) {
    writer.int(tick);
    writer.count('int', entities.length);
    for (const { id, x, y, z, rot, hp } of entities) {
      writer.int(id);
      writer.float(x);
      writer.float(y);
      writer.float(z);
      writer.float(rot);
      writer.int(hp);
    }
  },
  read(reader) {
    const tick = reader.int();
    const entities = new Array(reader.count('int', ENTITY_BYTES));
    for (let i = 0; i < entities.length; i++) {
      entities[i] = {
        id: reader.int(),
        x: reader.float(),
        y: reader.float(),
        z: reader.float(),
        rot: reader.float(),
        hp: reader.int(),
      };
    }
    return { tick, entities };
  },
};

/** @param {import('../messages.mjs').Shape} shape */
export const createCodec = (shape) => netmgrCodec(shape === 'player' ? PlayerMsg : StateMsg);
