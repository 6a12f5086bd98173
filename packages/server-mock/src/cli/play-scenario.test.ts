import { NetMgr } from '@netmgr/client';
import { expect, it, onTestFinished } from 'vitest';
import { createMemoryServer } from '../memory-server.ts';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { type PlayOptions, playScenario } from './play-scenario.ts';

interface Theatre {
  readonly options: PlayOptions;
  readonly clock: VirtualClock;
  readonly printed: string[];
  readonly controller: AbortController;
  /** Lets a client come. */
  readonly join: () => Promise<void>;
}

const createTheatre = (scenario: Scenario): Theatre => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, idleTimeoutMs: 0 });
  const printed: string[] = [];
  const controller = new AbortController();
  const nets: NetMgr[] = [];
  onTestFinished(async () => {
    const closed = Promise.all([...nets.map((net) => net.close()), server.close()]);
    await clock.advance(10_000);
    await closed;
    expect(clock.armedCount).toBe(0);
  });
  return {
    options: {
      scenario,
      server,
      clock,
      clients: 0,
      seed: 5,
      signal: controller.signal,
      print: (line) => printed.push(line),
    },
    clock,
    printed,
    controller,
    join: async () => {
      const net = new NetMgr({ transport: server.transport, clock, reconnect: false });
      nets.push(net);
      const connected = net.connect();
      await clock.advance(0);
      await connected;
    },
  };
};

it('waits for the clients, prints each step with its time, and says how it ended', async () => {
  const scenario = defineScenario(
    'short',
    (s) =>
      s
        .at('2s')
        .drop('fin')
        .thenExpect('somebody left', ({ departures }) => departures.length === 1),
    { clients: 2 },
  );
  const { options, printed, join } = createTheatre(scenario);
  const played = playScenario(options);
  await join();
  expect(printed).toEqual(['Scenario short begins when 2 clients are online.']);
  const failure = expect(played).rejects.toThrow('[EXPECTATION_FAILED] short, step 2 at 3.0 s');
  await join();
  await failure;
  expect(printed.slice(1)).toEqual(['Scenario short begins, with seed 5.', '   2.0 s  drop by fin']);
});

it('begins at once where nobody is needed', async () => {
  const { options, printed } = createTheatre(defineScenario('empty stage', (s) => s.at('1s').say('silence')));
  await playScenario(options);
  expect(printed).toEqual([
    'Scenario empty stage begins, with seed 5.',
    '   1.0 s  silence',
    'Scenario empty stage ended as expected after 1.0 s.',
  ]);
});

it('waits for more clients than the scenario wants when it is told to', async () => {
  const scenario = defineScenario('pair', (s) => s.at('1s').say('both are here'), { clients: 1 });
  const { options, printed, join } = createTheatre(scenario);
  const played = playScenario({ ...options, clients: 2 });
  await join();
  await join();
  await played;
  expect(printed).toEqual([
    'Scenario pair begins when 2 clients are online.',
    'Scenario pair begins, with seed 5.',
    '   1.0 s  both are here',
    'Scenario pair ended as expected after 1.0 s.',
  ]);
});

it('is ended while it waits', async () => {
  const { options, controller } = createTheatre(defineScenario('lonely', (s) => s.say('never'), { clients: 1 }));
  const played = playScenario(options);
  controller.abort();
  await expect(played).rejects.toThrow('scenario lonely was ended before it began');
  expect(options.server.handlerCount).toBe(0);
});
