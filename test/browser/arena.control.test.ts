import { NetMgr } from '@netmgr/client/node';
import { describe, it, type TestContext, vi } from 'vitest';
import { ArenaClient } from '../../examples/browser-arena/src/shared/arena-client.ts';
import { ARENA_MESSAGES, Hull } from '../../examples/browser-arena/src/shared/messages.ts';
import { ask, type Command, commander, configOf, startDemo } from './arena-demo.ts';

const HEALTHY = { latencyMs: 0, jitterMs: 0, splits: false, stalls: false };

/** Comes in over a link of its own, as a page does. */
const visit = async (test: TestContext, command: Command, key: string) => {
  const link = JSON.parse((await command('link')).body) as { id: string; url: string };
  const heartbeat = { intervalMs: 300, replyTimeoutMs: 1500 };
  const net = new NetMgr({ url: link.url, messages: ARENA_MESSAGES, heartbeat });
  test.onTestFinished(() => net.close());
  const arena = new ArenaClient(net, { key, name: key, color: 1, hull: Hull.dart, isBot: false });
  await net.connect();
  await vi.waitFor(() => test.expect(arena.isJoined).toBe(true), 8000);
  return { link, net, arena };
};

const hearsMore = async (test: TestContext, { net }: { net: NetMgr }): Promise<void> => {
  const before = net.stats.framesIn;
  await vi.waitFor(() => test.expect(net.stats.framesIn).toBeGreaterThan(before + 5), 8000);
};

describe("the page's server", { timeout: 30_000 }, () => {
  it('serves the page, its script and its picture, and nothing from elsewhere', async (test) => {
    const { url } = await startDemo(test);

    for (const [path, type] of [
      ['', 'text/html'],
      ['arena.js', 'text/javascript'],
      ['style.css', 'text/css'],
      ['favicon.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers, body } = await ask(`${url}${path}`, 'GET');
      test.expect([status, headers['content-type']?.split(';')[0], body.length > 0]).toEqual([200, type, true]);
      test.expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
    }
    for (const path of ['package.json', '..%2fpackage.json', '%2e%2e/package.json', 'src/page/main.ts']) {
      test.expect((await ask(`${url}${path}`, 'GET')).status, path).toBe(404);
    }
  });

  it('answers nobody who calls it by a foreign name', async (test) => {
    const { url } = await startDemo(test);
    const { port } = new URL(url);

    for (const host of ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`, '127.0.0.1']) {
      const { status, body } = await ask(`${url}config.json`, 'GET', { host });
      test.expect([host, status, body.includes('token')]).toEqual([host, 403, false]);
    }
    test.expect((await ask(`${url}config.json`, 'GET', { host: `localhost:${port}` })).status).toBe(200);
  });

  it('takes commands from its own page with the token alone', async (test) => {
    const { url } = await startDemo(test);
    const { port } = new URL(url);
    const { token } = await configOf(url);
    const origin = url.slice(0, -1);
    const refused: readonly Readonly<Record<string, string>>[] = [
      { 'x-arena-token': token },
      { origin },
      { origin, 'x-arena-token': '' },
      { origin, 'x-arena-token': `${token}x` },
      { origin: 'http://evil.example', 'x-arena-token': token },
      { origin: `http://evil.example:${port}`, 'x-arena-token': token },
      { origin: `https://127.0.0.1:${port}`, 'x-arena-token': token },
      { origin: 'null', 'x-arena-token': token },
      { origin, 'x-arena-token': token, host: 'evil.example' },
    ];

    for (const headers of refused) {
      const { status } = await ask(`${url}control/bots`, 'POST', headers, '{"count":0}');
      test.expect(status, JSON.stringify(headers)).toBe(403);
    }
    test.expect((await ask(`${url}control/bots`, 'GET', { origin, 'x-arena-token': token })).status).toBe(405);
    test.expect((await ask(`${url}config.json`, 'POST', { origin, 'x-arena-token': token })).status).toBe(405);
    test.expect((await configOf(url)).bots).toBe(2);
  });

  it('carries out no command that does not fit, and knows no other', async (test) => {
    const { url } = await startDemo(test);
    const command = await commander(url);
    const { id: link } = JSON.parse((await command('link')).body) as { id: string };

    for (const [name, body, status] of [
      ['bots', { count: 51 }, 400],
      ['bots', { count: -1 }, 400],
      ['bots', { count: 1.5 }, 400],
      ['bots', { count: '3' }, 400],
      ['bots', {}, 400],
      ['faults', { ...HEALTHY, link: 'somebody else' }, 404],
      ['faults', { ...HEALTHY, link, latencyMs: 1e9 }, 400],
      ['faults', { ...HEALTHY, link, stalls: 'yes' }, 400],
      ['faults', { link }, 400],
      ['strike', { link, blow: 'everybody' }, 400],
      ['strike', { link: 'somebody else', blow: 'reset' }, 404],
      ['kick', { key: 'nobody' }, 404],
      ['link', { link: 7 }, 400],
      ['link', { link: 'x'.repeat(2000) }, 400],
      ['stall', {}, 404],
      ['constructor', {}, 404],
      ['__proto__', {}, 404],
      ['', {}, 404],
    ] as const) {
      test.expect((await command(name, body)).status, `${name} ${JSON.stringify(body).slice(0, 80)}`).toBe(status);
    }
    test.expect((await command('faults', { ...HEALTHY, link, latencyMs: 50 })).status).toBe(200);
  });

  it('gives every visitor a link of its own, whose faults reach nobody else', async (test) => {
    const { url } = await startDemo(test);
    const command = await commander(url);
    const [ann, bob] = [await visit(test, command, 'ann'), await visit(test, command, 'bob')];
    const bobDrops: string[] = [];
    bob.net.on('disconnected', ({ error }) => bobDrops.push(error?.code ?? ''));
    bob.net.on('suspect', () => bobDrops.push('suspect'));
    test.expect(ann.link.url).not.toBe(bob.link.url);
    test.expect(JSON.parse((await command('link', { link: ann.link.id })).body)).toEqual(ann.link);
    const instead = JSON.parse((await command('link', { link: 'closed long ago' })).body) as {
      id: string;
      url: string;
    };
    test.expect([ann.link.id, bob.link.id, 'closed long ago']).not.toContain(instead.id);
    test.expect([ann.link.url, bob.link.url]).not.toContain(instead.url);

    await command('strike', { link: ann.link.id, blow: 'reset' });
    await vi.waitFor(() => test.expect(ann.net.stats.reconnects).toBe(1), 8000);
    await command('faults', { ...HEALTHY, link: ann.link.id, stalls: true });
    await vi.waitFor(() => test.expect(ann.net.state).toBe('backingOff'), 15_000);
    await hearsMore(test, bob);

    await command('faults', { ...HEALTHY, link: ann.link.id });
    ann.net.reconnectNow();
    await vi.waitFor(() => test.expect(ann.arena.isJoined).toBe(true), 15_000);
    test.expect((await command('kick', { key: 'ann' })).status).toBe(200);
    await vi.waitFor(() => test.expect(ann.net.state).toBe('closed'), 8000);
    await hearsMore(test, bob);
    test.expect(bobDrops).toEqual([]);
  });

  it('lets as many bots fly as are wished', async (test) => {
    const { url } = await startDemo(test);
    const command = await commander(url);
    const { arena } = await visit(test, command, 'ann');
    const bots = (): number => [...arena.pilots.values()].filter(({ isBot }) => isBot).length;

    for (const count of [5, 0, 3]) {
      test.expect(JSON.parse((await command('bots', { count })).body)).toEqual({ count });
      await vi.waitFor(() => test.expect(bots()).toBe(count), 8000);
    }
  });

  it('restarts its server for everybody', async (test) => {
    const { url } = await startDemo(test);
    const command = await commander(url);
    const ann = await visit(test, command, 'ann');

    test.expect((await command('restart')).status).toBe(200);
    test.expect((await command('restart')).status).toBe(200);
    await vi.waitFor(() => test.expect(ann.net.state).toBe('backingOff'), 8000);
    await vi.waitFor(() => test.expect(ann.arena.isJoined && ann.arena.pilots.size).toBe(3), 20_000);
  });
});
