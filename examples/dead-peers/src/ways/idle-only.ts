import { muteHeartbeat } from '@netmgr/server-mock/node';
import type { Way } from '../stage.ts';

/** The id of a message that the server echoes. */
const ECHO_ID = 1001;

export const idleOnly: Way = {
  name: 'idle-only',
  title:
    'the server asks only where nothing else is said for 0.6 s: never while data flows, never before the first exchange',
  play: async (stage) => {
    const askHeartbeats = { intervalMs: 600, timeoutMs: 500, when: 'idle' } as const;
    const server = await stage.openServer({ askHeartbeats, idleTimeoutMs: 0 });
    server.on('unhandled', (from, { id, body }) => from.sendFrame(id, body));
    const client = await stage.connect(server, { heartbeat: false });
    let echoes = 0;
    client.on('unhandled', () => echoes++);
    const questions = (): string => {
      const count = client.stats.framesIn - echoes;
      return count === 1 ? '1 question so far' : `${count} questions so far`;
    };

    await stage.pause(1200);
    stage.say('client', `connected, and nothing was said: ${questions()}`);
    for (let i = 0; i < 8; i++) {
      client.sendFrame(ECHO_ID, new Uint8Array(4));
      await stage.pause(150);
    }
    stage.say('client', `data flows, ${echoes} echoes: ${questions()}`);
    await stage.pause(1300);
    stage.say('client', `nothing to say, for a while: ${questions()}`);
    stage.say('act', 'From now on its answers get lost.');
    server.addFault(muteHeartbeat(), { direction: 'up' });
    await stage.untilNobodyIsLeft(server);
  },
};
