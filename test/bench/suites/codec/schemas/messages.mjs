// The messages by schema; netmgr-codegen writes straight-line code for them into build/generated.

import { defineMessage, defineStruct, t } from '@netmgr/client/protocol';

export const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });

export const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });

export const Entity = defineStruct('Entity', {
  id: t.int,
  x: t.float,
  y: t.float,
  z: t.float,
  rot: t.float,
  hp: t.int,
});

export const StateMsg = defineMessage(1002, 'StateMsg', { tick: t.int, entities: t.list(Entity, { count: 'int' }) });
