import type { MockClient } from '../../mock-client.ts';
import { defineScenario, type Scenario } from '../scenario.ts';

/** How many instances of the server stand behind one address. */
const INSTANCES = 4;

/** Four instances behind one address restart one after the other, 10 s apart; whom one drops the others take in. */
export const rollingRestart: Scenario = defineScenario(
  'rolling restart',
  (s) => {
    const balancer = createBalancer();
    let before = 0;
    s.at('5s').do('count who is online', ({ server }) => {
      before = server.clientCount;
    });
    for (let instance = 0; instance < INSTANCES; instance++) {
      s.at(5000 + instance * 10_000).do(`see who is on instance ${instance}`, ({ server }) => {
        for (const client of server.clients) balancer.seat(client, instance - 1);
      });
      s.say(`instance ${instance} restarts`).drop('fin', (client) => balancer.instanceOf(client) === instance);
      s.thenExpect('everybody is back', ({ server }) => server.clientCount >= before, { within: '9s' });
    }
    s.for('10s').thenExpect('everybody is online', ({ server }) => server.clientCount >= before);
  },
  { about: 'a quarter of the connections ends every 10 s, and the rest has to take them in', clients: 1 },
);

interface Balancer {
  /** Gives a newcomer a place on the emptiest instance that is up. */
  seat(client: MockClient, down: number): void;
  instanceOf(client: MockClient): number | undefined;
}

const createBalancer = (): Balancer => {
  const seats = new Map<number, number>();
  const counts = new Array<number>(INSTANCES).fill(0);
  return {
    seat: ({ id }, down) => {
      if (seats.has(id)) return;
      const open = counts.map((_, instance) => instance).filter((instance) => instance !== down);
      const emptiest = open.reduce((best, each) => (counts[each]! < counts[best]! ? each : best));
      seats.set(id, emptiest);
      counts[emptiest]!++;
    },
    instanceOf: ({ id }) => seats.get(id),
  };
};
