import { NetMgr } from '@netmgr/client/node';
import { describe, it, type TestContext, vi } from 'vitest';
import { ArenaClient } from '../../examples/browser-arena/src/shared/arena-client.ts';
import { ARENA_MESSAGES, Hull } from '../../examples/browser-arena/src/shared/messages.ts';
import type { Place } from '../../examples/browser-arena/src/shared/pack-place.ts';
import { startExample } from '../support/child-program.ts';
import { ask, commander, startDemo } from './arena-demo.ts';

const joinArena = async (test: TestContext, url: string): Promise<{ net: NetMgr; arena: ArenaClient }> => {
  const net = new NetMgr({ url, messages: ARENA_MESSAGES });
  test.onTestFinished(() => net.close());
  const identity = { key: `test ${url}`, name: 'Ann', color: 0xff0000, hull: Hull.dart, isBot: false };
  const arena = new ArenaClient(net, identity);
  await net.connect();
  return { net, arena };
};

const placesOf = (arena: ArenaClient): ReadonlyMap<string, Place> => {
  const places = new Map<string, Place>();
  arena.eachOther(performance.now(), ({ name }, place) => places.set(name, place));
  return places;
};

describe('the demo command', { timeout: 30_000 }, () => {
  it('has bots fly about over TCP, and lets pilots in over WebSocket and over TCP', async (test) => {
    const demo = await startDemo(test);
    const [overWs, overTcp] = [await joinArena(test, demo.ws), await joinArena(test, demo.tcp)];

    for (const { arena } of [overWs, overTcp]) {
      await vi.waitFor(() => {
        const bots = [...arena.pilots.values()].filter(({ isBot }) => isBot).map(({ name }) => name);
        test.expect(bots.sort()).toEqual(['Rigel', 'Vega']);
        test.expect(placesOf(arena).size).toBe(3);
      }, 8000);
    }
    const before = placesOf(overWs.arena);
    await vi.waitFor(() => {
      const moved = [...placesOf(overWs.arena)].filter(([name, { x, y }]) => {
        const from = before.get(name);
        return from !== undefined && Math.hypot(x - from.x, y - from.y) > 30;
      });
      test.expect(moved.map(([name]) => name).sort()).toEqual(['Rigel', 'Vega']);
    }, 8000);
  });

  it('ends with everything it started on Ctrl-C, and says Quit to who is connected', async (test) => {
    const demo = await startDemo(test);
    const { net } = await joinArena(test, demo.ws);
    const closed = new Promise<string>((resolve) => net.on('closed', (reason) => resolve(reason.kind)));

    demo.program.send('SIGINT');
    const { code, stderr } = await demo.program.ended;

    test.expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    test.expect(await closed).toBe('remote');
    await test.expect(ask(demo.url, 'GET')).rejects.toThrow('ECONNREFUSED');
  });

  it('ends on SIGTERM while a visitor is cut off', async (test) => {
    const demo = await startDemo(test);
    const command = await commander(demo.url);
    const { id: link, url } = JSON.parse((await command('link')).body) as { id: string; url: string };
    const { net } = await joinArena(test, url);
    const faults = { link, latencyMs: 0, jitterMs: 0, splits: true, stalls: true };
    test.expect((await command('faults', faults)).status).toBe(200);
    test.expect(net.state).toBe('connected');

    demo.program.send('SIGTERM');
    const { code, stderr } = await demo.program.ended;

    test.expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('says in one line that a port is in use', async (test) => {
    const demo = await startDemo(test);
    for (const [option, url] of [
      ['--port', demo.url],
      ['--ws-port', demo.ws],
      ['--tcp-port', demo.tcp],
    ] as const) {
      const { port } = new URL(url);
      const { code, stderr } = await startExample(test, 'browser-arena', [option, port]).ended;

      test.expect(code).toBe(1);
      test.expect(stderr).toBe(`port ${port} is in use: choose another, or none for a free one\n`);
    }
  });

  it('says in one line what of the command line it does not understand', async (test) => {
    for (const [option, value, max] of [
      ['--port', 'http', 65_535],
      ['--bots', '51', 50],
    ] as const) {
      const { code, stderr } = await startExample(test, 'browser-arena', [option, value]).ended;

      test.expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `${option} takes a number from 0 to ${max}, not "${value}"\n`,
      });
    }
  });
});
