// A page's code as the README writes it, compiled and bundled against the packed packages.

import { defineMessage, defineStruct, type MessageOf, NetMgr, t } from '@netmgr/client';
import { type Inspector, mountInspector } from '@netmgr/client/inspector';
import { createFrameDecoder } from '@netmgr/client/protocol';
import { type WechatApi, wechat } from '@netmgr/client/wechat';
import { type WorkerClock, workerClock } from '@netmgr/client/worker-clock';
import { createMemoryServer, VirtualClock } from '@netmgr/server-mock';

const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int });
const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });
type PlayerMsg = MessageOf<typeof PlayerMsg>;

const ann: PlayerMsg = { playerID: 7, playerData: { name: 'Ann', atk: 3 } };

const net = new NetMgr({ url: 'wss://game.example', messages: [PlayerMsg] });
const scores: string[] = [];
export const off: () => void = net.onMessage(PlayerMsg, (message) => {
  scores.push(message.playerData.atk.toFixed());
});
net.send(PlayerMsg, ann);
// @ts-expect-error a name is no number
net.send(PlayerMsg, { playerID: 'seven', playerData: { name: 'Ann', atk: 3 } });

export const frames: { push(chunk: Uint8Array): void } = createFrameDecoder({ onFrame: (id) => id.toFixed() });

const punctual: WorkerClock = workerClock();
export const hidden: NetMgr = new NetMgr({ url: 'wss://game.example', clock: punctual });

const clock = new VirtualClock();
const server = createMemoryServer({ clock, messages: [PlayerMsg], seed: 1 });
export const offline: NetMgr = new NetMgr({ transport: server.transport, clock, messages: [PlayerMsg] });

declare const tt: WechatApi;
export const miniGame: NetMgr = new NetMgr({ ...wechat({ url: 'wss://game.example', wx: tt }), messages: [PlayerMsg] });

export const inspect = (): Inspector => mountInspector(net, { title: 'game', theme: 'dark' });
export const untap: () => void = net.tap({ onFrame: (direction, id) => scores.push(`${direction} ${id.toFixed()}`) });
