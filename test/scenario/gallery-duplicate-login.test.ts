import type { NetMgr } from '@netmgr/client';
import { createDuplicateLogin, LoginMsg, scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig, hearEvents, PlayerMsg, player, type Rig } from '../support/rig.ts';

/** Connects a game that logs in on each connection. */
const logIn = (net: NetMgr, name: string): void => {
  net.on('connected', () => net.send(LoginMsg, { player: name }));
  void net.connect();
};

const countOnline = (rig: Rig): string => rig.server.clients.map(({ id }) => id).join(' ');

it('duplicate login: the earlier one is told to go, the later one stays, and nobody kicks back', async () => {
  const rig = createRig();
  const second = rig.createNet();
  const other = rig.createNet();
  logIn(rig.net, 'Ann');
  logIn(other, 'Ben');
  const heardBySecond = hearEvents(second, rig.clock);
  rig.clock.after(5000, () => logIn(second, 'Ann'));
  const report = await scenarios.duplicateLogin.run(rig);
  expect(rig.all('closed')).toMatchObject([[{ kind: 'remote' }]]);
  expect(rig.all('reconnecting')).toEqual([]);
  expect(rig.heard.find(({ event }) => event === 'closed')!.at).toBe(5000);
  expect(second.state).toBe('connected');
  expect(other.state).toBe('connected');
  expect(heardBySecond.filter(({ event }) => event === 'disconnected')).toEqual([]);
  expect(countOnline(rig)).toBe('2 3');
  expect(report.trace.filter(({ text }) => text.includes('kicked'))).toHaveLength(1);
});

it('duplicate login: a reconnect of the same game is no second player, though its old connection still stands', async () => {
  const rig = createRig();
  logIn(rig.net, 'Ann');
  rig.clock.after(5000, () => rig.server.dropAll('reset'));
  await scenarios.duplicateLogin.run(rig);
  expect(rig.all('connected')).toHaveLength(2);
  expect(rig.net.state).toBe('connected');
});

it('duplicate login: works with the login message of any game', async () => {
  const rig = createRig();
  const second = rig.createNet();
  for (const [at, net] of [
    [0, rig.net],
    [1000, second],
  ] as const) {
    net.on('connected', () => net.send(PlayerMsg, player(7)));
    rig.clock.after(at, () => void net.connect());
  }
  await createDuplicateLogin(PlayerMsg, ({ playerID }) => playerID).run(rig);
  expect(rig.net.state).toBe('closed');
  expect(second.state).toBe('connected');
});
