import { describe, expect, it } from 'vitest';
import { openBench, QUIT } from '../support/mock-bench.ts';
import { MOCK_WAYS, until } from '../support/mock-world.ts';
import { createRig } from '../support/rig.ts';

describe.each(MOCK_WAYS)('a goodbye over $name', (way) => {
  it('is said by the server before it closes', async () => {
    const { server, join, reasons } = await openBench(way);
    const peer = await join();
    void server.close();
    await until('the client sees the end', () => peer.ending !== undefined);
    expect([peer.heard, peer.ending, await reasons(1)]).toEqual([QUIT, 'fin', ['serverClosed']]);
  });

  it('is not said by a server without one: the client sees a bare end', async () => {
    const { server, join, reasons } = await openBench(way, { goodbye: false });
    const peer = await join();
    void server.close();
    await until('the client sees the end', () => peer.ending !== undefined);
    expect([peer.heard, peer.ending, await reasons(1)]).toEqual(['', 'fin', ['serverClosed']]);
  });

  it('of the client tells a quit from a bare end and from a break', async () => {
    const { join, log, reasons } = await openBench(way);
    const [quitter, leaver, breaker] = [await join(), await join(), await join()];
    quitter.send(QUIT);
    await reasons(1);
    leaver.fin();
    await reasons(2);
    breaker.reset();
    await reasons(3);
    expect(log.slice(3)).toEqual(['1 offline: quit', '2 offline: fin', '3 offline: reset']);
  });
});

describe('what a goodbye is to NetMgr', () => {
  it('stays away after one, and comes back after none', async () => {
    for (const goodbye of [true, false]) {
      const { clock, server, net, connect } = createRig({ server: { goodbye } });
      await connect();
      void server.close();
      await clock.advance(100);
      expect(net.state).toBe(goodbye ? 'closed' : 'backingOff');
    }
  });

  it('is always part of a kick', async () => {
    const { clock, server, net, connect } = createRig({ server: { goodbye: false } });
    await connect();
    server.kick(1);
    await clock.advance(100);
    expect(net.state).toBe('closed');
  });
});
