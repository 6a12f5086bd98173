import { halfOpen } from '../../fault/half-open.ts';
import { latency } from '../../fault/latency.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** The phone changes its network and with it its address: old connections are dead without a word, new ones work. */
export const wifiTo4g: Scenario = defineScenario(
  'Wi-Fi to 4G',
  (s) => {
    s.at('5s').say('the phone leaves the Wi-Fi').fault(halfOpen(), { whom: 'present' });
    s.fault(latency({ ms: 60, jitterMs: 20 }));
    s.thenExpect('somebody comes back over 4G', ({ arrivals }) => arrivals.length > 0, { within: '10s' });
    s.for('30s').thenExpect('who came back stayed', ({ arrivals }) => arrivals.some(({ isOnline }) => isOnline));
  },
  { about: 'present connections die silently, new ones work', clients: 1 },
);
