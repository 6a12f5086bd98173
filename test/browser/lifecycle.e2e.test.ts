import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HideablePage } from './hideable-pages.ts';
import { type Arcade, expectWithin, openArcade } from './lifecycle-arcade.ts';

// Pages that are seen, in real Chromium against a real server: offline, asleep, under a strict policy, closed.
// The times that BROWSER.md promises are checked here.

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const ONLINE_ROW = 'the network is back while a delay of more than 5 s runs, `baseDelayMs` 500: connected again after';
const OFFLINE_ROW = 'the network is gone and the browser says `offline`: noticed after';
const SLEPT_ROW = 'a laptop slept, which only its calendar tells, and the server is gone: noticed after';
const CLOSE_ROW = '`close()` with a server that never answers, `quitTimeoutMs` 700: resolved after';

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('a page in front', { timeout: 60_000 }, () => {
  let arcade: Arcade;

  beforeAll(async () => {
    arcade = await openArcade();
  }, 60_000);

  afterAll(() => arcade?.close());

  it('asks the server when it goes offline, and closes nothing that answers', async () => {
    const { page, events } = await arcade.play({ net: { heartbeat: { intervalMs: 120_000 } } });
    const before = await page.run(() => window.game.net.stats.heartbeatsOut);
    await goOffline(page, true);
    await page.until((count) => window.game.net.stats.heartbeatsOut === count + 1, before);
    await page.run(() => window.game.echo());
    expect(await events('disconnected')).toEqual([]);
  });

  it('takes a server that is silent behind the hint for dead, and dials within its base delay when it is online again', async () => {
    const net = { heartbeat: { intervalMs: 120_000 }, reconnect: { baseDelayMs: 500 } };
    const { page, server, events } = await arcade.play({ net });
    server.stall();
    const goneAt = Date.now();
    await goOffline(page, true);
    await page.until(() => window.game.events.some(({ event }) => event === 'disconnected'));
    const [first] = await events('disconnected');
    expect(first?.detail).toBe('SERVER_SILENT');
    expectWithin(OFFLINE_ROW, first!.at - goneAt, 4000);
    server.resume();
    await page.until(() => window.game.events.some(({ event, detail }) => event === 'reconnecting' && +detail > 5000));
    const onlineAt = Date.now();
    await goOffline(page, false);
    await page.until(() => window.game.net.state === 'connected');
    expectWithin(ONLINE_ROW, Date.now() - onlineAt, 500);
    expect(Number((await events('reconnecting')).at(-1)?.detail)).toBeLessThanOrEqual(500);
    await page.run(() => window.game.echo());
  });

  it('uses the timers of the main thread where a policy allows no blob, and loses none', async () => {
    const heartbeat = { intervalMs: 200, replyTimeoutMs: 1000 };
    const { page, server } = await arcade.play({
      policy: 'strict',
      punctual: true,
      metronomes: true,
      net: { heartbeat },
    });
    // This one was armed before the policy forbade the worker.
    await page.until(() => window.game.ticks.worker.length >= 3);
    await page.until(() => window.game.net.stats.heartbeatsOut >= 10);
    expect(await page.run(() => window.game.clock?.kind)).toBe('main');
    server.stall();
    await page.until(() => window.game.events.some(({ detail }) => detail === 'SERVER_SILENT'));
    server.resume();
    await page.until(() => window.game.net.state === 'connected');
  });

  it('gives a silent server one more deadline after its laptop slept', async () => {
    const { page, server, events } = await arcade.play();
    server.stall();
    await page.until(() => window.game.events.some(({ event, detail }) => event === 'suspect' && detail === 'true'));
    await sleepAnHour(page);
    // The verdict was due within two seconds.
    await pass(2500);
    server.resume();
    await page.run(() => window.game.echo());
    expect(await events('disconnected')).toEqual([]);
  });

  it('finds out that its server is gone after its laptop slept', async () => {
    const { page, server, events } = await arcade.play();
    server.stall();
    await sleepAnHour(page);
    const wokeAt = Date.now();
    await page.until(() => window.game.events.some(({ event }) => event === 'disconnected'));
    const [first] = await events('disconnected');
    expect(first?.detail).toBe('SERVER_SILENT');
    expectWithin(SLEPT_ROW, first!.at - wokeAt, 6000);
    server.resume();
    await page.until(() => window.game.net.state === 'connected');
  });

  it('ends the worker of its timers when they are over', async () => {
    const { page } = await arcade.play({ punctual: true });
    await page.until(() => window.game.clock?.kind === 'worker');
    expect(await page.workers()).toBe(1);
    await page.run(() => window.game.net.close());
    await expect.poll(() => page.workers(), { timeout: 30_000 }).toBe(0);
    expect(await page.run(() => window.game.clock?.kind)).toBe('worker');
  });

  it('says Quit when its tab is closed, though the back/forward cache is on', async () => {
    const { page, offline } = await arcade.play();
    await page.command('Page.close');
    await expect.poll(() => offline, { timeout: 10_000 }).toEqual(['quit']);
  });

  it('says Quit when it is reloaded, and comes back as a new player', async () => {
    const { page, offline, server } = await arcade.play();
    await page.command('Page.reload');
    await expect.poll(() => offline, { timeout: 10_000 }).toEqual(['quit']);
    await page.until(() => window.game?.net.state === 'connected');
    expect(server.clientCount).toBe(1);
  });

  it('waits no longer than quitTimeoutMs for a server that never answers the close', async () => {
    const { page, server } = await arcade.play({ net: { quitTimeoutMs: 700 } });
    server.stall();
    const tookMs = await page.run(async () => {
      const start = performance.now();
      await window.game.net.close();
      return performance.now() - start;
    });
    expect(tookMs).toBeGreaterThanOrEqual(650);
    expectWithin(CLOSE_ROW, tookMs, 700);
    expect(await page.run(() => [window.game.net.state, window.game.net.armedTimers])).toEqual(['closed', 0]);
  });
});

/** Lets the calendar jump, as it does for a page whose monotonic clock stood still meanwhile. */
const sleepAnHour = (page: HideablePage): Promise<void> =>
  page.run(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_600_000;
  });

const goOffline = async (page: HideablePage, offline: boolean): Promise<void> => {
  const untouched = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await page.command('Network.enable');
  await page.command('Network.emulateNetworkConditions', { offline, ...untouched });
};
