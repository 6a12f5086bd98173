import { scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { isRising, startTraffic } from '../support/steady-traffic.ts';

it('Wi-Fi to 4G: the dead connection is noticed within 6 s, and the new one stands a moment later', async () => {
  const rig = createRig();
  await rig.connect();
  const traffic = startTraffic(rig, { forMs: 35_000 });
  const beganAt = rig.clock.now();
  const report = await scenarios.wifiTo4g.run(rig);
  const lostAt = rig.heard.find(({ event }) => event === 'disconnected')!.at - beganAt;
  expect(lostAt).toBeGreaterThan(5000);
  expect(lostAt).toBeLessThanOrEqual(11_000);
  const back = rig.heard.filter(({ event, at }) => event === 'connected' && at > beganAt);
  expect(back).toHaveLength(1);
  expect(back[0]!.at - beganAt - lostAt).toBeLessThanOrEqual(1000);
  expect(back[0]!.args).toMatchObject([{ reconnected: true }]);
  expect(rig.all('disconnected')).toHaveLength(1);
  expect(isRising(traffic.heardByServer)).toBe(true);
  expect(isRising(traffic.heardByGame)).toBe(true);
  expect(report.trace.some(({ text }) => text === 'client 2 online')).toBe(true);
});

it('Wi-Fi to 4G: the server holds the old connection for another, until its own idle timeout', async () => {
  const rig = createRig({ server: { idleTimeoutMs: 15_000 } });
  await rig.connect();
  const counts: number[] = [];
  rig.clock.after(15_000, () => counts.push(rig.server.clientCount));
  const left: string[] = [];
  rig.server.on('clientOffline', (client, reason) => left.push(`${client.id} ${reason}`));
  await scenarios.wifiTo4g.run(rig);
  expect(counts).toEqual([2]);
  expect(left).toEqual(['1 idle']);
  expect(rig.server.clientCount).toBe(1);
});
