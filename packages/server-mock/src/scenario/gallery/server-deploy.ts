import { defineScenario, type Scenario } from '../scenario.ts';

/** The server is replaced by a new version: it closes all connections in order and is back after 8 s. */
export const serverDeploy: Scenario = defineScenario(
  'server deploy',
  (s) => {
    let before = 0;
    s.at('5s').do('count who is online', ({ server }) => {
      before = server.clientCount;
    });
    s.restart({ how: 'fin', downMs: 8000 });
    s.for('8s').thenExpect('everybody is back', ({ server }) => server.clientCount >= before, { within: '40s' });
    s.for('45s').thenExpect('nobody left again', ({ departures }) => departures.length === before);
  },
  { about: 'all connections end, nobody can connect for 8 s', clients: 1 },
);
