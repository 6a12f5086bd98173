import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Arcade, expectWithin, openArcade } from './lifecycle-arcade.ts';

// Pages that nobody sees, in real Chromium against a real server: hidden, frozen, kept for the back button.
// The times that BROWSER.md promises are checked here.

const THAWED_ROW = 'a page is thawed whose server dropped it meanwhile: connected again after';

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('a page that nobody sees', { timeout: 60_000 }, () => {
  let arcade: Arcade;

  beforeAll(async () => {
    arcade = await openArcade();
  }, 60_000);

  afterAll(() => arcade?.close());

  it('is connected again at once when it was frozen and is thawed', async () => {
    const { page, server, events } = await arcade.play({ net: { heartbeat: { intervalMs: 120_000 } } });
    await arcade.hide(page);
    await page.command('Page.setWebLifecycleState', { state: 'frozen' });
    await pass(2000);
    const thawedAt = Date.now();
    await page.command('Page.setWebLifecycleState', { state: 'active' });
    await page.show();
    await page.run(() => window.game.echo());
    expectWithin('a frozen page is thawed: connected again after', Date.now() - thawedAt, 1000);
    // The thaw is a wake: the connection is asked after before the browser tells that it is gone.
    expect(await page.run(() => window.game.net.stats.heartbeatsOut)).toBe(1);
    expect(server.clientCount).toBe(1);
    expect((await events('disconnected')).length).toBeLessThanOrEqual(1);
  });

  it('is connected again at once when it was frozen for longer than its server waits, as no worker helps then', async () => {
    const { page, offline, events } = await arcade.play({ punctual: true, idleTimeoutMs: 4000 });
    await page.until(() => window.game.clock?.kind === 'worker');
    await arcade.hide(page);
    await page.command('Page.setWebLifecycleState', { state: 'frozen' });
    await expect.poll(() => offline, { timeout: 30_000 }).toEqual(['idle']);
    const thawedAt = Date.now();
    await page.command('Page.setWebLifecycleState', { state: 'active' });
    await page.show();
    await page.until(() => window.game.net.stats.reconnects === 1 && window.game.net.state === 'connected');
    await page.run(() => window.game.echo());
    expectWithin(THAWED_ROW, Date.now() - thawedAt, 1000);
    expect(await page.workers()).toBe(1);
    expect(offline).toHaveLength(1);
    expect(await events('disconnected')).toHaveLength(1);
  });

  it.each([
    ['its own timers', false],
    ['a worker', true],
  ])(
    'is connected again within a second when it comes back from the back/forward cache with %s, and said no Quit',
    async (_, punctual) => {
      const { page, offline, events } = await arcade.play({ punctual });
      await page.until((kind) => (window.game.clock?.kind ?? 'main') === kind, punctual ? 'worker' : 'main');
      await page.run(() => {
        document.documentElement.dataset.same = 'yes';
      });
      await page.goto(arcade.otherUrl);
      await pass(1000);
      const backAt = Date.now();
      await page.run(() => history.back());
      await page.until(() => document.documentElement.dataset.same && window.game.net.stats.reconnects === 1);
      await page.run(() => window.game.echo());
      expectWithin('a page comes back from the back/forward cache: connected again after', Date.now() - backAt, 1000);
      expect(offline).toHaveLength(1);
      expect(offline).not.toContain('quit');
      expect((await events('disconnected')).map(({ detail }) => detail)).toEqual(['CONNECTION_RESET']);
    },
  );

  it('finds out that its server is gone, by worker timers as in front, and by its own up to three seconds later', async () => {
    const games = [await arcade.play({ punctual: true }), await arcade.play()];
    for (const { page } of games) await arcade.hide(page);
    for (const { server } of games) server.stall();
    const goneAt = Date.now();
    for (const [index, { page, server, events }] of games.entries()) {
      await page.until(() => window.game.events.some(({ event }) => event === 'disconnected'));
      const [first] = await events('disconnected');
      expect(first?.detail).toBe('SERVER_SILENT');
      const timers = index === 0 ? 'worker timers' : 'its own timers';
      const row = `the server goes silent while the page is hidden, ${timers}: noticed after`;
      expectWithin(row, first!.at - goneAt, index === 0 ? 6000 : 9000);
      expect(await page.run(() => document.visibilityState)).toBe('hidden');
      server.resume();
      await page.until(() => window.game.net.state === 'connected');
    }
  });

  it('keeps its heartbeats on time by worker timers, and not without', async () => {
    const net = { heartbeat: { intervalMs: 200 } } as const;
    const games = [await arcade.play({ punctual: true, net }), await arcade.play({ net })];
    await games[0]!.page.until(() => window.game.clock?.kind === 'worker');
    for (const { page } of games) await arcade.hide(page);
    await pass(1500);
    const count = (): Promise<number[]> =>
      Promise.all(games.map(({ page }) => page.run(() => window.game.net.stats.heartbeatsOut)));
    const before = await count();
    await pass(4000);
    const after = await count();
    const [punctual = 0, late = 0] = after.map((each, index) => each - before[index]!);
    expect(late).toBeLessThanOrEqual(6);
    expect(punctual).toBeGreaterThan(10);
  });
});
