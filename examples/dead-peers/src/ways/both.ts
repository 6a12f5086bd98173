import { halfOpen } from '@netmgr/server-mock/node';
import type { Way } from '../stage.ts';

export const both: Way = {
  name: 'both',
  title: 'the server asks and also looks at the last time heard; whichever finds it first gives the reason',
  play: async (stage) => {
    for (const [idleTimeoutMs, timeoutMs] of [
      [1000, 3000],
      [3000, 500],
    ] as const) {
      stage.say('act', `Silent for ${idleTimeoutMs} ms, or ${timeoutMs} ms after a question: which comes first?`);
      const askHeartbeats = { intervalMs: 500, timeoutMs };
      const server = await stage.openServer({ idleTimeoutMs, idleScanIntervalMs: 250, askHeartbeats });
      await stage.connect(server);
      server.addFault(halfOpen());
      await stage.untilNobodyIsLeft(server);
      await stage.clear();
    }
  },
};
