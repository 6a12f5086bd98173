// For `netmgr-mock --scenario build/echo-scenario.js --clients 1`: lets the mock server send back what the script `echo` sends.

import { defineScenario, type Scenario } from '@netmgr/server-mock';
import { EchoMsg } from './bots/echo-message.ts';

const echo: Scenario = defineScenario(
  'Echo',
  (s) => {
    s.do('answer every EchoMsg', ({ server }) => {
      server.onMessage(EchoMsg, (client, message) => client.send(EchoMsg, message));
    }).for('24h');
  },
  { about: 'sends back every EchoMsg, for a day' },
);

export default echo;
