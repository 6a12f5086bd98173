import { defineScenario, type Scenario } from '../scenario.ts';

/** The lid is closed for five minutes: no timer of the game runs, no packet reaches it, and the server waits in vain. */
export const laptopSleep: Scenario = defineScenario(
  'laptop sleep',
  (s) => {
    s.at('5s').sleep();
    s.for('5m').wake();
    s.thenExpect(
      'somebody is online and talks',
      ({ server, clock }) => server.clients.some(({ lastHeardAt }) => clock.now() - lastHeardAt < 1000),
      { within: '15s' },
    );
    s.for('20s').thenExpect('somebody is still online', ({ server }) => server.clientCount > 0);
  },
  { about: "the player's machine sleeps for 5 minutes", clients: 1 },
);
