import { defineScenario, latency } from '@netmgr/server-mock';

/** What the tests of the command play against real sockets. */
export default defineScenario(
  'quick',
  (s) => {
    s.fault(latency({ ms: 10, jitterMs: 5 }));
    s.at(s.between('50ms', '250ms')).say('the dice were thrown');
    s.at('300ms').clear().drop('reset');
    s.thenExpect('somebody comes back', ({ arrivals }) => arrivals.length > 0, { within: '10s' });
  },
  { about: 'one drop', clients: 1 },
);
