import { slowAccept } from '../../fault/slow-accept.ts';
import { stall } from '../../fault/stall.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** For 25 s nothing gets through, and nobody can connect; then the network is as it was. */
export const trainTunnel: Scenario = defineScenario(
  'train tunnel',
  (s) => {
    s.at('5s')
      .say('the train runs into a tunnel')
      .fault(stall())
      .fault(slowAccept({ ms: 3_600_000 }));
    s.for('25s').say('the train comes out of the tunnel').clear();
    s.thenExpect('somebody can be heard again', ({ server, clock }) => server.clients.some(isHeard(clock.now())), {
      within: '20s',
    });
    s.for('20s').thenExpect('somebody is online', ({ server }) => server.clientCount > 0);
  },
  { about: '25 s without any network, then as if nothing had been', clients: 1 },
);

const isHeard =
  (now: number) =>
  ({ lastHeardAt }: { readonly lastHeardAt: number }): boolean =>
    now - lastHeardAt < 1000;
