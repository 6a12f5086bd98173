// The calls that flatc generates for
//   table PlayerData { name: string; atk: int; lev: int; }        table PlayerMsg { playerID: int; playerData: PlayerData; }
//   struct Entity { id: int; x, y, z, rot: float; hp: int; }      table StateMsg { tick: int; entities: [Entity]; }
// and plain objects made of what they read, since that is what all others give.

import { loadPeer } from '../../../load-peer.mjs';
import { oneByOne } from './one-by-one.mjs';

const { Builder, ByteBuffer } = loadPeer('flatbuffers');

const ENTITY_BYTES = 24;
const FIRST_FIELD = 4;
const SECOND_FIELD = 6;
const THIRD_FIELD = 8;

/** @param {any} builder @param {import('../messages.mjs').PlayerMsg} value */
const encodePlayer = (builder, { playerID, playerData }) => {
  builder.clear();
  const name = builder.createString(playerData.name);
  builder.startObject(3);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldInt32(1, playerData.atk, 0);
  builder.addFieldInt32(2, playerData.lev, 0);
  const data = builder.endObject();
  builder.startObject(2);
  builder.addFieldInt32(0, playerID, 0);
  builder.addFieldOffset(1, data, 0);
  builder.finish(builder.endObject());
};

/** @param {any} builder @param {import('../messages.mjs').StateMsg} value */
const encodeState = (builder, { tick, entities }) => {
  builder.clear();
  builder.startVector(ENTITY_BYTES, entities.length, 4);
  for (let i = entities.length - 1; i >= 0; i--) {
    const { id, x, y, z, rot, hp } = /** @type {import('../messages.mjs').Entity} */ (entities[i]);
    builder.prep(4, ENTITY_BYTES);
    builder.writeInt32(hp);
    builder.writeFloat32(rot);
    builder.writeFloat32(z);
    builder.writeFloat32(y);
    builder.writeFloat32(x);
    builder.writeInt32(id);
  }
  const vector = builder.endVector();
  builder.startObject(2);
  builder.addFieldInt32(0, tick, 0);
  builder.addFieldOffset(1, vector, 0);
  builder.finish(builder.endObject());
};

/** @param {any} buffer @param {number} table @param {number} field */
const intAt = (buffer, table, field) => {
  const offset = buffer.__offset(table, field);
  return offset ? buffer.readInt32(table + offset) : 0;
};

/** @param {any} buffer */
const rootOf = (buffer) => buffer.readInt32(buffer.position()) + buffer.position();

/** @param {Uint8Array} bytes */
const decodePlayer = (bytes) => {
  const buffer = new ByteBuffer(bytes);
  const root = rootOf(buffer);
  const data = buffer.__indirect(root + buffer.__offset(root, SECOND_FIELD));
  return {
    playerID: intAt(buffer, root, FIRST_FIELD),
    playerData: {
      name: buffer.__string(data + buffer.__offset(data, FIRST_FIELD)),
      atk: intAt(buffer, data, SECOND_FIELD),
      lev: intAt(buffer, data, THIRD_FIELD),
    },
  };
};

/** @param {Uint8Array} bytes */
const decodeState = (bytes) => {
  const buffer = new ByteBuffer(bytes);
  const root = rootOf(buffer);
  const offset = root + buffer.__offset(root, SECOND_FIELD);
  const start = buffer.__vector(offset);
  const entities = new Array(buffer.__vector_len(offset));
  for (let i = 0; i < entities.length; i++) {
    const at = start + i * ENTITY_BYTES;
    entities[i] = {
      id: buffer.readInt32(at),
      x: buffer.readFloat32(at + 4),
      y: buffer.readFloat32(at + 8),
      z: buffer.readFloat32(at + 12),
      rot: buffer.readFloat32(at + 16),
      hp: buffer.readInt32(at + 20),
    };
  }
  return { tick: intAt(buffer, root, FIRST_FIELD), entities };
};

/** @param {import('../messages.mjs').Shape} shape */
export const createCodec = (shape) => {
  const builder = new Builder(1024);
  const [write, decode] = shape === 'player' ? [encodePlayer, decodePlayer] : [encodeState, decodeState];
  return oneByOne((/** @type {any} */ value) => {
    write(builder, value);
    // The builder's array is used again for the next message.
    return builder.asUint8Array().slice();
  }, decode);
};
