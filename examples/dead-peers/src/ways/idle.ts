import { muteHeartbeat } from '@netmgr/server-mock/node';
import type { Way } from '../stage.ts';

export const idle: Way = {
  name: 'idle',
  title: 'the client says "I\'m here" every 0.3 s; the server looks every 0.25 s for whoever was silent for 1 s',
  play: async (stage) => {
    const server = await stage.openServer({ idleTimeoutMs: 1000, idleScanIntervalMs: 250, heartbeatReply: false });
    const heartbeat = { intervalMs: 300, replyTimeoutMs: 1000, expectReply: false };
    const client = await stage.connect(server, { heartbeat });
    await stage.pause(1500);
    stage.say('client', `has said "I'm here" ${client.stats.heartbeatsOut} times; nobody has to answer`);
    stage.say('act', 'From now on its heartbeats get lost, while its connection stays open.');
    server.addFault(muteHeartbeat(), { direction: 'up' });
    await stage.untilNobodyIsLeft(server);
  },
};
