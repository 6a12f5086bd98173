import type { Way } from '../stage.ts';

export const goodbye: Way = {
  name: 'goodbye',
  title: 'a server that leaves says so, and the client stays away; one that says nothing is taken for lost',
  play: async (stage) => {
    for (const says of [true, false]) {
      stage.say('act', says ? 'The server closes, with a Quit.' : 'Another one closes without a word: goodbye: false.');
      const server = await stage.openServer({ goodbye: says });
      const client = await stage.connect(server, { reconnect: { baseDelayMs: 60_000 } });
      await server.close();
      await stage.until(() => client.state !== 'connected' && client.state !== 'closing');
    }
  },
};
