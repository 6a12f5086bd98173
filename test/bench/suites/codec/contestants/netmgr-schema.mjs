import { defineMessage, defineStruct, t } from '@netmgr/client/protocol';
import { netmgrCodec } from './netmgr-codec.mjs';

const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });
const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });
const Entity = defineStruct('Entity', { id: t.int, x: t.float, y: t.float, z: t.float, rot: t.float, hp: t.int });
const StateMsg = defineMessage(1002, 'StateMsg', { tick: t.int, entities: t.list(Entity, { count: 'int' }) });

/** @param {import('../messages.mjs').Shape} shape */
export const createCodec = (shape) => netmgrCodec(shape === 'player' ? PlayerMsg : StateMsg);
