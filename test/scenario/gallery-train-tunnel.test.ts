import { scenarios } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { isRising, startTraffic } from '../support/steady-traffic.ts';

const IN = 5000;
const OUT = 30_000;

describe('train tunnel', () => {
  it('is noticed within 6 s, and the game is back soon after the other end', async () => {
    const rig = createRig();
    await rig.connect();
    const traffic = startTraffic(rig, { forMs: 45_000 });
    const beganAt = rig.clock.now();
    await scenarios.trainTunnel.run(rig);
    const at = (event: string): number[] => rig.heard.filter((each) => each.event === event).map((e) => e.at - beganAt);
    expect(at('disconnected')).toHaveLength(1);
    expect(at('disconnected')[0]).toBeGreaterThan(IN + 3000);
    expect(at('disconnected')[0]).toBeLessThanOrEqual(IN + 6000);
    expect(at('suspect')[0]).toBeLessThan(at('disconnected')[0]!);
    expect(rig.all('disconnected')[0]).toMatchObject([{ error: { code: 'SERVER_SILENT' }, willReconnect: true }]);
    const back = at('connected').filter((time) => time > 0);
    expect(back).toHaveLength(1);
    expect(back[0]).toBeGreaterThanOrEqual(OUT);
    expect(back[0]).toBeLessThan(OUT + 8000);
    expect(rig.net.state).toBe('connected');
    expect(rig.all('closed')).toEqual([]);
    expect(isRising(traffic.heardByServer)).toBe(true);
    expect(isRising(traffic.heardByGame)).toBe(true);
  });

  it('costs at most what was said before it was noticed: what is said offline is queued and arrives', async () => {
    const rig = createRig();
    await rig.connect();
    const traffic = startTraffic(rig, { forMs: 45_000 });
    await scenarios.trainTunnel.run(rig);
    const lost = traffic.saidByGame.filter((number) => !traffic.heardByServer.includes(number));
    for (const number of lost) {
      expect(number * 250).toBeGreaterThanOrEqual(IN);
      expect(number * 250).toBeLessThanOrEqual(IN + 6000);
    }
    expect(rig.all('dropped')).toEqual([]);
  });

  it('is passed without a disconnect and without a loss by a game with relaxed heartbeats', async () => {
    const rig = createRig({ net: { heartbeat: 'relaxed' } });
    await rig.connect();
    const traffic = startTraffic(rig, { forMs: 45_000 });
    await scenarios.trainTunnel.run(rig);
    expect(rig.all('disconnected')).toEqual([]);
    expect(traffic.saidByGame).toHaveLength(180);
    expect(traffic.heardByServer).toEqual(traffic.saidByGame);
    expect(traffic.heardByGame).toEqual(traffic.saidByServer);
  });
});
