import { scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { isRising, startTraffic } from '../support/steady-traffic.ts';

const DOWN_AT = 5000;
const UP_AT = 13_000;

it('server deploy: the game hears of it at once, tries again at growing intervals, and is back soon after the server', async () => {
  const rig = createRig();
  await rig.connect();
  const beganAt = rig.clock.now();
  await scenarios.serverDeploy.run(rig);
  const since = (event: string): number[] =>
    rig.heard.filter((each) => each.event === event).map(({ at }) => at - beganAt);
  expect(since('disconnected')).toEqual([DOWN_AT]);
  expect(rig.all('disconnected')).toMatchObject([[{ willReconnect: true }]]);
  expect(since('suspect')).toEqual([]);
  const back = since('connected').filter((at) => at > DOWN_AT);
  expect(back).toHaveLength(1);
  expect(back[0]).toBeGreaterThanOrEqual(UP_AT);
  expect(back[0]).toBeLessThanOrEqual(UP_AT + 16_000);
  expect(rig.all('reconnecting').length).toBeGreaterThanOrEqual(2);
  expect(rig.all('reconnecting').length).toBeLessThanOrEqual(12);
});

it('server deploy: what was said meanwhile is queued and arrives, each once and in order', async () => {
  const rig = createRig();
  await rig.connect();
  const traffic = startTraffic(rig, { forMs: 30_000 });
  await scenarios.serverDeploy.run(rig);
  expect(isRising(traffic.heardByServer)).toBe(true);
  const lost = traffic.saidByGame.filter((number) => !traffic.heardByServer.includes(number));
  expect(lost.filter((number) => number * 250 !== DOWN_AT)).toEqual([]);
  expect(rig.all('dropped')).toEqual([]);
});
