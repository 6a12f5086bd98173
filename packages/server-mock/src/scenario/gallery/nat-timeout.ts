import { halfOpen } from '../../fault/half-open.ts';
import type { MockClient } from '../../mock-client.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** How long a router remembers a connection over which its player's side says nothing. */
const NAT_MEMORY_MS = 30_000;

/** A router forgets each connection whose client has been silent for 30 s; it is dead then, and nobody is told. */
export const natTimeout: Scenario = defineScenario(
  'NAT timeout',
  (s) => {
    /** At which look each client was forgotten; a look may come late, and asks more than once. */
    const forgottenAt = new Map<MockClient, number>();
    s.every('1s', { for: '3m' }).fault(halfOpen(), {
      whom: (client, { clock, count }) => {
        if (clock.now() - client.lastHeardAt < NAT_MEMORY_MS) return false;
        if (!forgottenAt.has(client)) forgottenAt.set(client, count);
        return forgottenAt.get(client) === count;
      },
    });
    s.at('3m').thenExpect('somebody is online', ({ server }) => server.clientCount > 0, { within: '1m' });
  },
  { about: 'for 3 minutes, whoever is silent for 30 s has a dead connection', clients: 1 },
);
