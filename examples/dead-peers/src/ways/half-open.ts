import { halfOpen } from '@netmgr/server-mock/node';
import type { Way } from '../stage.ts';

export const halfOpenLink: Way = {
  name: 'half-open',
  title:
    'the silent end: a cut cable, a NAT that forgot; no socket says a word, and each side needs a heartbeat of its own',
  play: async (stage) => {
    const server = await stage.openServer({ askHeartbeats: { intervalMs: 500, timeoutMs: 700 }, idleTimeoutMs: 0 });
    const client = await stage.connect(server, { heartbeat: { intervalMs: 500, replyTimeoutMs: 1000 } });
    await stage.pause(700);
    stage.say('act', 'The link swallows everything from now on, in both directions.');
    server.addFault(halfOpen());
    await stage.untilNobodyIsLeft(server);
    await stage.until(() => client.state === 'closed');
  },
};
