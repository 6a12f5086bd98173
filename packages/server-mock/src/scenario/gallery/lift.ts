import { bandwidth } from '../../fault/bandwidth.ts';
import { latency } from '../../fault/latency.ts';
import { stall } from '../../fault/stall.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** The signal fades as the doors close, is gone for 3 s, and comes back bit by bit: too short to give anybody up. */
export const lift: Scenario = defineScenario(
  'lift',
  (s) => {
    s.at('5s')
      .say('the doors close')
      .fault(latency({ ms: 150, jitterMs: 100 }))
      .fault(bandwidth({ bytesPerSecond: 4000 }));
    s.for('3s').say('the lift moves').fault(stall());
    s.for('3s')
      .say('the doors open')
      .clear()
      .fault(latency({ ms: 150, jitterMs: 100 }));
    s.for('2s').clear();
    s.for('10s').thenExpect('nobody was lost', ({ departures }) => departures.length === 0);
  },
  { about: '3 s without network between two of a weak one; no reason to disconnect', clients: 1 },
);
