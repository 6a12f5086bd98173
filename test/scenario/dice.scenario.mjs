import { corrupt, defineScenario, halfOpen } from '@netmgr/server-mock';

/** Every kind of dice that a seed throws; what they show is in the steps' words, in who is hit, and in the bytes that arrive. */
export default defineScenario(
  'dice',
  (s) => {
    s.say(`the script draws ${s.between('1s', '9s')}`);
    s.fault(corrupt({ probability: 0.1 }), { direction: 'down' });
    s.at('200ms').do('send what a step draws', ({ server, random }) => {
      server.broadcastFrame(
        2001,
        Uint8Array.from({ length: 200 }, () => Math.floor(random() * 256)),
      );
    });
    s.thenExpect('everybody has answered', ({ server }) => server.received().length === 8, { within: '20s' });
    s.at('400ms').fault(halfOpen(), { direction: 'down', probability: 0.5 });
    s.at('500ms').do('say something that some miss', ({ server }) => {
      server.broadcastFrame(2002, new Uint8Array(10));
    });
    s.for('500ms').say('the end');
  },
  { about: 'one throw of every kind of dice', clients: 8 },
);
