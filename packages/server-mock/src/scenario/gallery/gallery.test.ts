import { readFileSync } from 'node:fs';
import { NetMgr } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createMemoryServer } from '../../memory-server.ts';
import { createSeededRandom } from '../../time/seeded-random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { Scenario } from '../scenario.ts';
import { describeTraceLine } from '../trace.ts';
import { scenarios } from './gallery.ts';

/** Plays a scenario with three games, and tells what happened and what is left. */
const play = async (scenario: Scenario, seed: number): Promise<{ trace: string[]; left: unknown }> => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, seed });
  const nets = [1, 2, 3].map(
    (number) => new NetMgr({ transport: server.transport, clock, random: createSeededRandom(seed + number) }),
  );
  for (const net of nets) void net.connect();
  await clock.advance(0);
  const { trace } = await scenario.run({ server, clock, seed });
  const left = { faults: server.faults.length, handlers: server.handlerCount, stalled: server.isStalled };
  const closed = Promise.all([...nets.map((net) => net.close()), server.close()]);
  await clock.advance(60_000);
  await closed;
  return { trace: trace.map(describeTraceLine), left: { ...left, timers: clock.armedCount } };
};

describe.each(Object.values(scenarios))('$name', (scenario) => {
  it('leaves nothing behind, and repeats itself for the same seed', async () => {
    const first = await play(scenario, 3);
    expect(first.left).toEqual({ faults: 0, handlers: 0, stalled: false, timers: 0 });
    expect(first.trace.length).toBeGreaterThan(0);
    expect(await play(scenario, 3)).toEqual(first);
  });

  it('has its paragraph in SCENARIOS.md', () => {
    const text = readFileSync(new URL('../../../docs/SCENARIOS.md', import.meta.url), 'utf8');
    const key = Object.entries(scenarios).find(([, each]) => each === scenario)![0];
    expect(text).toContain(`### ${scenario.name}\n\n\`scenarios.${key}\` · `);
  });
});
