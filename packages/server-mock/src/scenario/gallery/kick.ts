import { defineScenario, type Scenario } from '../scenario.ts';

/** The server says Quit to everybody, and means it. */
export const kick: Scenario = defineScenario(
  'kick',
  (s) => {
    s.at('5s').kick();
    s.thenExpect(
      'they are gone for being kicked',
      ({ server, departures }) => server.clientCount === 0 && departures.every(({ reason }) => reason === 'kicked'),
    );
    s.for('1m').thenExpect('nobody came back', ({ arrivals }) => arrivals.length === 0);
  },
  { about: 'the server says Quit to everybody; nobody should come back', clients: 1 },
);
