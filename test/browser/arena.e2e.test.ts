// The main job on real input: a page over WebSocket and bots over TCP against one server that stalls, resets and restarts.

import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest';
import type { SeenPilot } from '../../examples/browser-arena/src/page/arena-hook.ts';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';
import { startDemo } from './arena-demo.ts';
import { type ArenaPage, expectNoComplaints, openArena } from './arena-page.ts';

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('the arena in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch(await chromeLaunchOptions());
  });

  afterAll(() => browser?.close());

  it('shows both bots, flies by keys and pointer, and another page sees it', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const bob = await openArena(test, browser, url, { name: 'Bob' });
    await ann.page.waitForFunction(() => window.arena.others.filter(({ isBot }) => isBot).length === 2);
    await bob.page.waitForFunction(() => window.arena.others.some(({ name }) => name === 'Ann'));

    const start = await ann.read('self');
    await ann.page.keyboard.down('ArrowRight');
    await ann.page.waitForFunction((x) => window.arena.self.x > x + 150, start.x);
    await ann.page.keyboard.up('ArrowRight');
    await bob.page.waitForFunction(
      (x) => (window.arena.others.find(({ name }) => name === 'Ann')?.x ?? 0) > x + 100,
      start.x,
    );

    const canvas = await ann.page.locator('#stage').boundingBox();
    await ann.page.mouse.move(canvas!.x + canvas!.width / 2, canvas!.y + canvas!.height - 60);
    await ann.page.mouse.down();
    await ann.page.waitForFunction((y) => window.arena.self.y > y + 150, start.y);
    await ann.page.mouse.up();
    test.expect((await bob.sees('Ann'))?.color).toBe(start.color);

    const picture = await ann.page.screenshot();
    test.expect(picture.length).toBeGreaterThan(50_000);
    for (const page of [ann, bob]) test.expect(page.complaints).toEqual([]);
  });

  it.concurrent('notices a stalled server, says so, and is back by itself with the same ship', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const before = await ann.read('self');

    await ann.press('Stall');
    await ann.healthIs('suspect');
    await expectTexts(test.expect, ann, 'Poor connection', /^The server has been silent for \d+\.\d s$/);
    await ann.logHas('SERVER_SILENT');
    const { lastDetectionMs = 0 } = await ann.read('stats');
    // Six seconds are promised; a busy machine runs timers late.
    test.expect(lastDetectionMs).toBeGreaterThan(3000);
    test.expect(lastDetectionMs).toBeLessThan(7500);
    await ann.page.waitForFunction(() => ['lost', 'dialling'].includes(window.arena.health));
    test.expect(await ann.read('isJoined')).toBe(false);

    await ann.press('Resume');
    await ann.healthIs('good');
    await ann.logHas('back in the arena');
    await expectSameShip(test.expect, ann, before);
    await ann.page.waitForFunction(() => window.arena.others.filter(({ isBot }) => isBot).length === 2, undefined, {
      timeout: 30_000,
    });
    expectNoComplaints(ann);
  });

  it.concurrent('is back by itself after a reset and after a restart, as are the bots', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const before = await ann.read('self');

    for (const [count, button] of ['Drop (RST)', 'Restart'].entries()) {
      await ann.press(button);
      await ann.page.waitForFunction((n) => window.arena.stats.reconnects === n, count + 1, { timeout: 30_000 });
      await ann.page.waitForFunction(() => window.arena.isJoined);
      await expectSameShip(test.expect, ann, before);
    }
    test.expect((await ann.read('log')).filter(({ code }) => code === 'CONNECTION_RESET')).toHaveLength(2);
    await ann.page.waitForFunction(() => window.arena.others.filter(({ isBot }) => isBot).length === 2, undefined, {
      timeout: 30_000,
    });
    expectNoComplaints(ann);
  });

  it('stays closed after Close, and is back after Connect', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const bob = await openArena(test, browser, url, { name: 'Bob' });

    await ann.press('Close');
    await ann.healthIs('closed');
    await bob.logHas('Ann left');
    test.expect(await ann.read('state')).toBe('closed');
    test.expect(await ann.page.getByRole('button', { name: 'Close' }).isDisabled()).toBe(true);

    await ann.press('Connect');
    await ann.healthIs('good');
    await bob.page.waitForFunction(() => window.arena.others.some(({ name }) => name === 'Ann'));
    for (const page of [ann, bob]) test.expect(page.complaints).toEqual([]);
  });

  it('fits a phone, every control within reach of a finger', async (test) => {
    const { url } = await startDemo(test);
    const { page, complaints } = await openArena(test, browser, url, {
      name: 'Ann',
      viewport: { width: 390, height: 844 },
    });

    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    test.expect(widest).toBe(390);
    for (const button of await page.getByRole('button').all()) {
      const box = await button.boundingBox();
      test.expect(box?.height).toBeGreaterThanOrEqual(36);
      test.expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 390).toBe(true);
    }
    test.expect(complaints).toEqual([]);
  });
});

type Expect = TestContext['expect'];

/** Expects what the page says of the connection, in the panel and over the stage. */
const expectTexts = async (expect: Expect, { page }: ArenaPage, title: string, detail: RegExp): Promise<void> => {
  expect(await page.locator('#state').textContent()).toBe(title);
  expect(await page.locator('#detail').textContent()).toMatch(detail);
  expect(await page.locator('#banner strong').textContent()).toBe(title);
  expect(await page.locator('#banner').isVisible()).toBe(true);
};

const expectSameShip = async (expect: Expect, page: ArenaPage, before: SeenPilot): Promise<void> => {
  const { id, name, color } = await page.read('self');
  expect({ id, name, color }).toEqual({ id: before.id, name: before.name, color: before.color });
};
