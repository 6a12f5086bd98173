import { NetMgr } from '@netmgr/client/node';
import { describe, it, type TestContext, vi } from 'vitest';
import { ArenaClient } from '../../examples/browser-arena/src/shared/arena-client.ts';
import { ARENA_MESSAGES, Hull, type Place } from '../../examples/browser-arena/src/shared/messages.ts';
import { isAlive, startExample } from '../support/child-program.ts';
import { ask, startDemo, tokenOf } from './arena-demo.ts';

const joinArena = async (test: TestContext, url: string): Promise<{ net: NetMgr; arena: ArenaClient }> => {
  const net = new NetMgr({ url, messages: ARENA_MESSAGES });
  test.onTestFinished(() => net.close());
  const identity = { key: `test ${url}`, name: 'Ann', color: 0xff0000, hull: Hull.dart, isBot: false };
  const arena = new ArenaClient(net, identity);
  await net.connect();
  return { net, arena };
};

const placesOf = (arena: ArenaClient): readonly Place[] => arena.othersAt(performance.now()).map(({ place }) => place);

describe.concurrent('the demo command', { timeout: 30_000 }, () => {
  it('has two bots fly about over TCP, and lets a third pilot in over WebSocket and over TCP', async (test) => {
    const demo = await startDemo(test);
    const [overWs, overTcp] = [await joinArena(test, demo.ws), await joinArena(test, demo.tcp)];

    for (const { arena } of [overWs, overTcp]) {
      await vi.waitFor(() => {
        const bots = [...arena.pilots].filter(({ isBot }) => isBot).map(({ name }) => name);
        test.expect(bots.sort()).toEqual(['Nova', 'Rusty']);
        test.expect(placesOf(arena)).toHaveLength(3);
      }, 8000);
    }
    const before = placesOf(overWs.arena);
    await vi.waitFor(() => {
      const ways = placesOf(overWs.arena).map(({ x, y }, i) => Math.hypot(x - before[i]!.x, y - before[i]!.y));
      test.expect(ways.filter((way) => way > 30)).toHaveLength(2);
    }, 8000);
  });

  it('ends with everything it started on Ctrl-C, and says Quit to who is connected', async (test) => {
    const demo = await startDemo(test);
    const { net } = await joinArena(test, demo.ws);
    const closed = new Promise<string>((resolve) => net.on('closed', (reason) => resolve(reason.kind)));
    test.expect(demo.botPids.map(isAlive)).toEqual([true, true]);

    demo.program.send('SIGINT');
    const { code, stderr } = await demo.program.ended;

    test.expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    test.expect(demo.botPids.map(isAlive)).toEqual([false, false]);
    test.expect(await closed).toBe('remote');
    await test.expect(ask(demo.url, 'GET')).rejects.toThrow('ECONNREFUSED');
  });

  it('ends at once on SIGTERM while its server is stalled', async (test) => {
    const demo = await startDemo(test);
    const origin = demo.url.slice(0, -1);
    const answer = await ask(`${demo.url}control/stall`, 'POST', { origin, 'x-arena-token': await tokenOf(demo.url) });
    test.expect(JSON.parse(answer.body)).toEqual({ server: 'stalled' });

    demo.program.send('SIGTERM');
    const { code } = await demo.program.ended;

    test.expect(code).toBe(0);
    test.expect(demo.botPids.map(isAlive)).toEqual([false, false]);
  });

  it('leaves no bot behind when it is killed', async (test) => {
    const demo = await startDemo(test);
    demo.program.send('SIGKILL');
    await demo.program.ended;

    await vi.waitFor(() => test.expect(demo.botPids.map(isAlive)).toEqual([false, false]), 8000);
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
    const { code, stderr } = await startExample(test, 'browser-arena', ['--port', 'http']).ended;

    test.expect({ code, stderr }).toEqual({
      code: 1,
      stderr: '--port takes a number from 0 to 65535, not "http"\n',
    });
  });
});
