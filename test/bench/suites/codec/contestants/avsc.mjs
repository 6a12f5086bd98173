import { loadPeer } from '../../../load-peer.mjs';
import { oneByOne } from './one-by-one.mjs';

const avro = loadPeer('avsc');

/** @param {string} name @param {string} type */
const field = (name, type) => ({ name, type });

const PLAYER = {
  type: 'record',
  name: 'PlayerMsg',
  fields: [
    field('playerID', 'int'),
    {
      name: 'playerData',
      type: {
        type: 'record',
        name: 'PlayerData',
        fields: [field('name', 'string'), field('atk', 'int'), field('lev', 'int')],
      },
    },
  ],
};

const ENTITY = {
  type: 'record',
  name: 'Entity',
  fields: [
    field('id', 'int'),
    field('x', 'float'),
    field('y', 'float'),
    field('z', 'float'),
    field('rot', 'float'),
    field('hp', 'int'),
  ],
};

const STATE = {
  type: 'record',
  name: 'StateMsg',
  fields: [field('tick', 'int'), { name: 'entities', type: { type: 'array', items: ENTITY } }],
};

/** @param {import('../messages.mjs').Shape} shape */
export const createCodec = (shape) => {
  const type = avro.Type.forSchema(shape === 'player' ? PLAYER : STATE);
  return oneByOne(
    (value) => type.toBuffer(value),
    (bytes) => type.fromBuffer(bytes),
  );
};
