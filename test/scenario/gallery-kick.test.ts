import { scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { startTraffic } from '../support/steady-traffic.ts';

it('kick: the game is told that the server wants it gone, and does not come back', async () => {
  const rig = createRig();
  await rig.connect();
  const traffic = startTraffic(rig, { forMs: 4900 });
  const beganAt = rig.clock.now();
  const report = await scenarios.kick.run(rig);
  expect(rig.all('closed')).toMatchObject([[{ kind: 'remote' }]]);
  expect(rig.heard.find(({ event }) => event === 'closed')!.at - beganAt).toBe(5000);
  expect(rig.all('disconnected')).toMatchObject([[{ willReconnect: false }]]);
  expect(rig.all('reconnecting')).toEqual([]);
  expect(rig.net.state).toBe('closed');
  expect(rig.net.armedTimers).toBe(0);
  expect(traffic.heardByServer).toEqual(traffic.saidByGame);
  expect(traffic.heardByGame).toEqual(traffic.saidByServer);
  expect(report.trace.filter(({ kind }) => kind === 'client').map(({ text }) => text)).toEqual([
    'client 1 offline: kicked',
  ]);
});
