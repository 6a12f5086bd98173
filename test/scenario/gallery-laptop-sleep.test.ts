import { createHostClock, defineScenario, scenarios } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { createRig, type Rig } from '../support/rig.ts';

interface Laptop {
  readonly rig: Rig;
  readonly beganAt: number;
  /** What the game heard since the beginning, with the time. */
  readonly events: (name: string) => { readonly at: number; readonly args: readonly unknown[] }[];
  readonly options: Parameters<typeof scenarios.laptopSleep.run>[0];
}

/** A game on a machine that sleeps, and a server on one that does not. */
const createLaptop = async (countsSleep: boolean): Promise<Laptop> => {
  const rig = createRig({ server: { idleTimeoutMs: 60_000 } });
  const host = createHostClock(rig.clock, { countsSleep });
  const net = rig.createNet({ clock: host });
  const beganAt = rig.clock.now();
  const heard: { event: string; at: number; args: readonly unknown[] }[] = [];
  for (const event of ['connected', 'disconnected', 'suspect', 'error'] as const) {
    net.on(event, (...args: unknown[]) => heard.push({ event, at: rig.clock.now() - beganAt, args }));
  }
  const connected = net.connect();
  await rig.clock.advance(0);
  await connected;
  heard.length = 0;
  const events = (name: string): typeof heard => heard.filter(({ event }) => event === name);
  return { rig, beganAt, events, options: { server: rig.server, clock: rig.clock, host } };
};

describe.each([true, false])('laptop sleep, on a machine whose clock counts it: %s', (countsSleep) => {
  it('nothing happens in its sleep, and the game is back within seconds of waking', async () => {
    const { rig, events, options } = await createLaptop(countsSleep);
    const left: { reason: string; at: number }[] = [];
    rig.server.on('clientOffline', (_, reason) => left.push({ reason, at: rig.clock.now() }));
    await scenarios.laptopSleep.run(options);
    expect(left[0]!.reason).toBe('idle');
    expect(left[0]!.at).toBeLessThanOrEqual(5000 + 60_000 + 1000);
    expect(events('disconnected')).toHaveLength(1);
    expect(events('disconnected')[0]!.at).toBeGreaterThanOrEqual(305_000);
    expect(events('disconnected')[0]!.at).toBeLessThanOrEqual(311_000);
    expect(events('connected')).toHaveLength(1);
    expect(events('connected')[0]!.at).toBeLessThanOrEqual(312_000);
    expect(rig.server.clientCount).toBe(1);
  });

  it('a nap that the server has not noticed costs nothing: timers that ran late prove nothing', async () => {
    const { rig, events, options } = await createLaptop(countsSleep);
    const nap = defineScenario('nap', (s) => {
      s.at('5s').sleep().for('40s').wake();
      s.for('1m').thenExpect('nobody was lost', ({ departures }) => departures.length === 0);
    });
    await nap.run(options);
    expect(events('disconnected')).toEqual([]);
    expect(events('error')).toEqual([]);
    expect(rig.server.clientCount).toBe(1);
  });
});
