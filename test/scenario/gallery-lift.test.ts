import { scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { startTraffic } from '../support/steady-traffic.ts';

it('lift: the game warns its player, disconnects nobody, and everything arrives in order', async () => {
  const rig = createRig();
  await rig.connect();
  const traffic = startTraffic(rig, { forMs: 20_000 });
  await scenarios.lift.run(rig);
  expect(rig.all('disconnected')).toEqual([]);
  expect(rig.all('error')).toEqual([]);
  const warnings = rig.all('suspect').map(([isSuspect]) => isSuspect);
  expect(warnings.filter((_, index) => index % 2 === 0).every(Boolean)).toBe(true);
  expect(warnings.at(-1) ?? false).toBe(false);
  expect(rig.net.stats.reconnects).toBe(0);
  expect(traffic.saidByGame).toHaveLength(80);
  expect(traffic.heardByServer).toEqual(traffic.saidByGame);
  expect(traffic.heardByGame).toEqual(traffic.saidByServer);
});

it('lift: nothing arrives while it moves, and the backlog comes when the doors open', async () => {
  const rig = createRig();
  await rig.connect();
  const traffic = startTraffic(rig, { forMs: 20_000 });
  const counts: number[] = [];
  for (const at of [8100, 10_900, 12_000]) rig.clock.after(at, () => counts.push(traffic.heardByServer.length));
  await scenarios.lift.run(rig);
  expect(counts[1]).toBe(counts[0]);
  expect(counts[2]! - counts[1]!).toBeGreaterThanOrEqual(12);
});
