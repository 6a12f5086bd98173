import { muteHeartbeat } from '@netmgr/server-mock/node';
import type { Way } from '../stage.ts';

export const asks: Way = {
  name: 'asks',
  title: 'the server asks every 0.5 s; who has not said a word 0.7 s after a question is gone',
  play: async (stage) => {
    const server = await stage.openServer({ askHeartbeats: { intervalMs: 500, timeoutMs: 700 }, idleTimeoutMs: 0 });
    const client = await stage.connect(server, { heartbeat: false });
    await stage.pause(1300);
    const { framesIn, framesOut } = client.stats;
    stage.say('client', `was asked ${framesIn} times, and has answered ${framesOut} times`);
    stage.say('act', 'From now on its answers get lost.');
    server.addFault(muteHeartbeat(), { direction: 'up' });
    await stage.untilNobodyIsLeft(server);
  },
};
