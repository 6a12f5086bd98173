import { createSystemClock, NetMgr } from '@netmgr/client';
import { defineMessage, t } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryServer } from './memory-server.ts';
import { VirtualClock } from './time/virtual-clock.ts';

const NumberMsg = defineMessage(1001, 'NumberMsg', { n: t.int });

describe('createMemoryServer', () => {
  it('is open at once, and needs no time to pass for a whole conversation', async () => {
    const clock = new VirtualClock();
    const server = createMemoryServer({ clock, messages: [NumberMsg] });
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n: n + 1 }));
    const net = new NetMgr({ transport: server.transport, clock, messages: [NumberMsg] });
    await net.connect();
    expect(await net.request(NumberMsg, { n: 1 }, NumberMsg)).toEqual({ n: 2 });
    expect(clock.now()).toBe(0);
    await Promise.all([net.close(), server.close()]);
    expect([clock.armedCount, server.handlerCount]).toEqual([0, 0]);
  });

  it('runs on the clock of the host too', async () => {
    const clock = createSystemClock();
    await using server = createMemoryServer({ clock, messages: [NumberMsg] });
    await using net = new NetMgr({ transport: server.transport, messages: [NumberMsg] });
    const offline = new Promise((resolve) => server.on('clientOffline', (_client, reason) => resolve(reason)));
    await net.connect();
    net.send(NumberMsg, { n: 5 });
    expect(await server.expectMessage(NumberMsg)).toEqual({ n: 5 });
    await net.close();
    expect(await offline).toBe('quit');
  });

  it('gives the same numbers for the same seed', () => {
    const row = (seed: number): number[] => {
      const { random } = createMemoryServer({ clock: new VirtualClock(), seed });
      return [random(), random(), random()];
    };
    expect(row(5)).toEqual(row(5));
    expect(row(5)).not.toEqual(row(6));
  });

  it('refuses options that cannot be, at the call', () => {
    expect(() => createMemoryServer({ clock: new VirtualClock(), idleTimeoutMs: -1 })).toThrow(/idleTimeoutMs/);
    expect(() => createMemoryServer({} as never)).toThrow(/clock must be/);
    const messages = [defineMessage(999, 'MyHeart', {})];
    expect(() => createMemoryServer({ clock: new VirtualClock(), messages })).toThrow(/MyHeart has id 999.*HeartMsg/);
    const systemIds = { heart: 5, quit: 5 };
    expect(() => createMemoryServer({ clock: new VirtualClock(), systemIds })).toThrow(/systemIds/);
  });
});
