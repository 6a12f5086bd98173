import { createSeededRandom, scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig, hearEvents } from '../support/rig.ts';

const CLIENTS = 200;

it('rolling restart: 200 games lose their instance in turn, and all are back within seconds, spread out', async () => {
  const rig = createRig();
  const dials: number[] = [];
  const games = Array.from({ length: CLIENTS }, (_, index) => {
    const net = rig.createNet({
      random: createSeededRandom(index + 1),
      transport: (listener) => {
        dials.push(rig.clock.now());
        return rig.server.transport(listener);
      },
    });
    return { net, heard: hearEvents(net, rig.clock) };
  });
  const connected = Promise.all(games.map(({ net }) => net.connect()));
  await rig.clock.advance(0);
  await connected;
  expect(rig.server.clientCount).toBe(CLIENTS);
  dials.length = 0;
  await scenarios.rollingRestart.run(rig);
  expect(rig.server.clientCount).toBe(CLIENTS);
  let drops = 0;
  for (const { net, heard } of games) {
    const lost = heard.filter(({ event }) => event === 'disconnected');
    drops += lost.length;
    expect(net.state).toBe('connected');
    expect(lost.length).toBeGreaterThanOrEqual(1);
    expect(lost.every(({ at }) => at >= 5000 && (at - 5000) % 10_000 === 0)).toBe(true);
    for (const { at } of lost) {
      const back = heard.find((each) => each.event === 'connected' && each.at > at);
      expect(back!.at - at).toBeLessThan(9000);
    }
  }
  expect(drops).toBeGreaterThanOrEqual(CLIENTS);
  expect(drops).toBeLessThan(2.5 * CLIENTS);
  expect(dials).toHaveLength(drops);
  const busiest = Math.max(...dials.map((at) => dials.filter((each) => each >= at && each < at + 100).length));
  expect(busiest).toBeLessThan(30);
});
