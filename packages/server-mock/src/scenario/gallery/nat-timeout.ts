import { halfOpen } from '../../fault/half-open.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** How long a router remembers a connection over which its player's side says nothing. */
const NAT_MEMORY_MS = 30_000;

/** A router forgets each connection whose client has been silent for 30 s; it is dead then, and nobody is told. */
export const natTimeout: Scenario = defineScenario(
  'NAT timeout',
  (s) => {
    s.every('1s', { for: '3m' }).fault(halfOpen(), {
      whom: ({ lastHeardAt }, { clock }) => {
        const silentMs = clock.now() - lastHeardAt;
        return silentMs >= NAT_MEMORY_MS && silentMs < NAT_MEMORY_MS + 1000;
      },
    });
    s.at('3m').thenExpect('somebody is online', ({ server }) => server.clientCount > 0, { within: '1m' });
  },
  { about: 'for 3 minutes, whoever is silent for 30 s has a dead connection', clients: 1 },
);
