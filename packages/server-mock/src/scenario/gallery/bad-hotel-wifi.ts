import { bandwidth } from '../../fault/bandwidth.ts';
import { latency } from '../../fault/latency.ts';
import { split } from '../../fault/split.ts';
import { stall } from '../../fault/stall.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** A minute of a weak and crowded network, with pauses of up to 2 s when it likes; then it throws everybody off once. */
export const badHotelWifi: Scenario = defineScenario(
  'bad hotel Wi-Fi',
  (s) => {
    s.fault(latency({ ms: 250, jitterMs: 240 }))
      .fault(split({ random: [1, 40] }))
      .fault(bandwidth({ bytesPerSecond: 8000 }));
    for (let minuteParts = 0; minuteParts < 6; minuteParts++) {
      const pauseMs = s.between('500ms', '2s');
      s.at(minuteParts * 10_000 + s.between('1s', '7s')).fault(stall(), { durationMs: pauseMs });
    }
    s.at('1m').thenExpect('nobody was lost so far', ({ departures }) => departures.length === 0, { within: 0 });
    s.say('the access point starts anew').drop('reset');
    s.thenExpect('somebody comes back', ({ server }) => server.clientCount > 0, { within: '10s' });
    s.for('20s').thenExpect('somebody is online', ({ server }) => server.clientCount > 0);
  },
  { about: 'slow, lumpy, with pauses; after a minute everybody is thrown off once', clients: 1 },
);
