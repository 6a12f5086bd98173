import { halfOpen } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { HEART, openBench } from '../support/mock-bench.ts';
import { MOCK_WAYS, until } from '../support/mock-world.ts';
import { createRig } from '../support/rig.ts';

describe.each(MOCK_WAYS)('the last time heard, judged over $name', (way) => {
  it('in the style of 600 s and 60 s: found between the two, with the time of the last byte', async () => {
    const { clock, server, join, reasons } = await openBench(way, {
      idleTimeoutMs: 600_000,
      idleScanIntervalMs: 60_000,
    });
    const peer = await join();
    const ends: number[][] = [];
    server.on('clientOffline', (client) => ends.push([client.lastHeardAt, clock.now()]));
    await clock.advance(90_000);
    peer.send(HEART);
    await until('it is answered', () => peer.heard === HEART);
    await clock.advance(600_000);
    expect(ends).toEqual([]);
    await clock.advance(60_000);
    expect(await reasons(1)).toEqual(['idle']);
    expect(ends).toEqual([[90_000, 720_000]]);
  });

  it('beside questions: whichever finds it first gives the reason', async () => {
    const asks = { intervalMs: 1000, timeoutMs: 1000 };
    for (const [idleTimeoutMs, reason] of [
      [1500, 'idle'],
      [5000, 'unanswered'],
    ] as const) {
      const { clock, join, reasons } = await openBench(way, {
        idleTimeoutMs,
        idleScanIntervalMs: 100,
        askHeartbeats: asks,
      });
      await join();
      await clock.advance(2100);
      expect(await reasons(1)).toEqual([reason]);
    }
  });
});

describe('a link that is half open', () => {
  it('is found by both sides, each by its own heartbeat, while neither socket says a word', async () => {
    const { clock, server, net, connect, all } = createRig({
      server: { askHeartbeats: { intervalMs: 1000, timeoutMs: 2000 } },
      net: { reconnect: false },
    });
    await connect();
    await clock.advance(500);
    server.addFault(halfOpen());
    const departure = server.expectOffline('unanswered', { withinMs: 3000 });
    await clock.advance(6000);
    expect((await departure).at).toBe(3000);
    expect(all('disconnected').map(([{ error }]) => error?.code)).toEqual(['SERVER_SILENT']);
    expect(net.state).toBe('closed');
  });
});
