import { defineMessage, NetMgr, t } from '@netmgr/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMemoryServer, type MemoryServer } from '../memory-server.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { scenarios } from './gallery/gallery.ts';
import { defineScenario, type Scenario } from './scenario.ts';
import type { TraceLine } from './trace.ts';

const MoveMsg = defineMessage(1, 'MoveMsg', { x: t.int });

const openServer = (clock: VirtualClock, seed = 1): MemoryServer => {
  const server = createMemoryServer({ clock, messages: [MoveMsg], seed });
  onTestFinished(async () => {
    const closed = server.close();
    await clock.advance(120_000);
    await closed;
  });
  return server;
};

/** A clock that can only be moved on blindly, as one of the user's own may be. */
const createBlindClock = (): VirtualClock =>
  Object.defineProperty(new VirtualClock(), 'advanceBy', { value: undefined });

interface Ending {
  readonly trace: readonly TraceLine[];
  readonly failure: string;
  readonly endedAt: number;
  readonly heard: readonly string[];
}

/** Plays a scenario to three games and tells all that can be seen of it. */
const play = async (clock: VirtualClock, scenario: Scenario, seed: number): Promise<Ending> => {
  const server = openServer(clock, seed);
  const heard: string[] = [];
  const nets = [1, 2, 3].map((id) => {
    const net = new NetMgr({ transport: server.transport, clock, random: server.random, messages: [MoveMsg] });
    net.on('disconnected', ({ willReconnect }) => heard.push(`${id} left ${willReconnect} at ${clock.now()}`));
    net.on('connected', () => heard.push(`${id} came at ${clock.now()}`));
    net.onMessage(MoveMsg, ({ x }) => heard.push(`${id} heard ${x} at ${clock.now()}`));
    void net.connect();
    return net;
  });
  await clock.advance(0);
  const trace: TraceLine[] = [];
  const run = scenario.run({ server, clock, seed, onLine: (line) => trace.push(line) });
  const failure = await run.then(
    () => '',
    (error: Error) => error.message,
  );
  const endedAt = clock.now();
  await Promise.all(nets.map((net) => net.close()));
  return { trace, failure, endedAt, heard };
};

const fails = defineScenario('fails', (s) => {
  s.every('700ms').broadcast(MoveMsg, ({ count }) => ({ x: count }));
  s.at(s.between('1s', '20s')).drop('reset');
  s.at('33333ms').thenExpect('pigs fly', () => false, { within: '12345ms' });
  s.at('1h');
});

describe('the drive of a scenario on virtual time', () => {
  it.each(
    [...Object.values(scenarios).filter(({ clients }) => clients <= 3), fails].map(
      (each) => [each.name, each] as const,
    ),
  )('ends as it does in blind steps, to the event and the millisecond: %s', async (_name, scenario) => {
    for (const seed of [1, 2]) {
      const ending = await play(new VirtualClock(), scenario, seed);
      expect(ending).toEqual(await play(createBlindClock(), scenario, seed));
      expect(ending.heard.length).toBeGreaterThan(3);
    }
  });

  it.each(['24h', '5000h'] as const)('passes over %s in which nothing falls due in a few steps', async (span) => {
    const clock = new VirtualClock();
    const server = openServer(clock);
    const move = vi.spyOn(clock, 'advanceBy');
    const seen: number[] = [];
    const { elapsedMs } = await defineScenario('long', (s) => {
      s.at(span).do('look', (moment) => void seen.push(moment.elapsedMs));
    }).run({ server, clock });
    expect(seen).toEqual([Number.parseInt(span, 10) * 3_600_000]);
    expect(elapsedMs).toBe(seen[0]);
    expect(move.mock.calls.length).toBeLessThan(20);
  });

  it('leaves the host its turns, so that the timeout of a test can end a run that takes too long', async () => {
    const clock = new VirtualClock();
    const server = openServer(clock);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    const endless = defineScenario('endless', (s) => {
      s.every('1ms').say('again');
      s.at('5000h');
    });
    const run = endless.run({ server, clock, signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: 'SCENARIO_ABORTED' });
    expect(clock.armedCount).toBe(0);
  });

  it('does not go further than its end, whoever else moves the clock', async () => {
    const clock = new VirtualClock();
    const server = openServer(clock);
    const moved = Promise.all([clock.advance(30_000), clock.advance(12_345)]);
    await defineScenario('a day', (s) => s.at('24h')).run({ server, clock });
    await moved;
    expect(clock.now()).toBe(86_400_000);
  });
});
