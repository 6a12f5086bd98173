import { latency } from '../../fault/latency.ts';
import { slowAccept } from '../../fault/slow-accept.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** For half a minute the server answers late, takes seconds for newcomers, and stops altogether for 2.5 s at a time. */
export const overloadedServer: Scenario = defineScenario(
  'overloaded server',
  (s) => {
    s.at('5s')
      .say('too many players')
      .fault(latency({ ms: 300, jitterMs: 200 }), { direction: 'down' });
    s.fault(slowAccept({ ms: 2000, jitterMs: 1000 }));
    s.at('8s').every('8s', { for: '16s' }).stall();
    s.at('10500ms').every('8s', { for: '16s' }).resume();
    s.at('35s').say('the rush is over').clear();
    s.for('10s').thenExpect('nobody was lost', ({ departures }) => departures.length === 0);
  },
  { about: 'slow answers, slower newcomers, and pauses of 2.5 s; no reason to disconnect', clients: 1 },
);
