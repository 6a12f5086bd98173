import { defineScenario, refuse } from '@netmgr/server-mock';

/** What the tests of the command play to see it fail. */
export default defineScenario(
  'hopeless',
  (s) => {
    s.at('100ms').fault(refuse()).drop('fin');
    s.for('100ms').thenExpect('somebody comes back', ({ arrivals }) => arrivals.length > 0, { within: '400ms' });
  },
  { clients: 1 },
);
