import { scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { isRising, startTraffic } from '../support/steady-traffic.ts';

const THROWN_OFF_AT = 60_000;

it.each([1, 2, 3, 4, 5])('bad hotel Wi-Fi: a minute of it is no reason to disconnect, seed %i', async (seed) => {
  const rig = createRig({ server: { seed } });
  await rig.connect();
  const traffic = startTraffic(rig, { forMs: 80_000 });
  const beganAt = rig.clock.now();
  await scenarios.badHotelWifi.run({ ...rig, seed });
  const drops = rig.heard.filter(({ event }) => event === 'disconnected').map(({ at }) => at - beganAt);
  expect(drops).toHaveLength(1);
  expect(drops[0]).toBeGreaterThanOrEqual(THROWN_OFF_AT);
  expect(drops[0]).toBeLessThanOrEqual(THROWN_OFF_AT + 500);
  expect(rig.net.state).toBe('connected');
  expect(isRising(traffic.heardByServer)).toBe(true);
  expect(isRising(traffic.heardByGame)).toBe(true);
  const lost = traffic.saidByGame.filter((number) => !traffic.heardByServer.includes(number));
  for (const number of lost) {
    expect(number * 250).toBeGreaterThan(THROWN_OFF_AT - 3500);
    expect(number * 250).toBeLessThanOrEqual(drops[0]!);
  }
});

it('bad hotel Wi-Fi: the game knows how bad it is', async () => {
  const rig = createRig();
  await rig.connect();
  await scenarios.badHotelWifi.run(rig);
  expect(rig.net.stats.reconnects).toBe(1);
  const worst = Math.max(...rig.all('latency').map(([{ rttMs }]) => rttMs));
  expect(worst).toBeGreaterThan(300);
  expect(worst).toBeLessThan(4000);
});

it('bad hotel Wi-Fi: the same seed gives the same night, another one another', async () => {
  const play = async (seed: number): Promise<unknown> => {
    const rig = createRig({ server: { seed } });
    await rig.connect();
    const { trace } = await scenarios.badHotelWifi.run({ ...rig, seed });
    return [trace, rig.heard.map(({ at, event }) => [at, event])];
  };
  const first = await play(4);
  expect(await play(4)).toEqual(first);
  expect(await play(5)).not.toEqual(first);
});
