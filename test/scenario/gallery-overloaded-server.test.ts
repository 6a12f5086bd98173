import { scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { startTraffic } from '../support/steady-traffic.ts';

it('overloaded server: nobody is given up, the round trip tells, and everything arrives in order', async () => {
  const rig = createRig();
  await rig.connect();
  const traffic = startTraffic(rig, { forMs: 44_000 });
  await scenarios.overloadedServer.run(rig);
  expect(rig.all('disconnected')).toEqual([]);
  expect(rig.all('error')).toEqual([]);
  expect(traffic.saidByGame).toHaveLength(176);
  expect(traffic.heardByServer).toEqual(traffic.saidByGame);
  expect(traffic.heardByGame).toEqual(traffic.saidByServer);
  const roundTrips = rig.all('latency').map(([{ rttMs }]) => rttMs);
  expect(Math.max(...roundTrips)).toBeGreaterThan(300);
  expect(roundTrips.at(-1)).toBeLessThan(50);
});

it('overloaded server: a newcomer waits seconds at the door and is let in', async () => {
  const rig = createRig();
  await rig.connect();
  const late = rig.createNet();
  let waitedMs = 0;
  rig.clock.after(6000, () => {
    const dialledAt = rig.clock.now();
    void late.connect().then(() => {
      waitedMs = rig.clock.now() - dialledAt;
    });
  });
  await scenarios.overloadedServer.run(rig);
  expect(waitedMs).toBeGreaterThanOrEqual(1000);
  expect(waitedMs).toBeLessThanOrEqual(3500);
});
