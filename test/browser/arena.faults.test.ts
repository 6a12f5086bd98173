// What the arena is for: a visitor breaks the own link in every way there is, and the game goes on, or comes back by itself.

import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest';
import type { ArenaHook, SeenPilot } from '../../examples/browser-arena/src/page/arena-hook.ts';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';
import { startDemo } from './arena-demo.ts';
import { type ArenaPage, expectNoComplaints, openArena } from './arena-page.ts';

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('a broken link', { timeout: 120_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch(await chromeLaunchOptions());
  });

  afterAll(() => browser?.close());

  it('cut into single bytes, late and uneven, flies on without one correction', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    await ann.page.getByLabel('Delay').fill('120');
    await ann.page.getByLabel('Jitter').fill('60');
    await ann.page.getByLabel('Cut all into single bytes').check();
    await ann.page.waitForFunction(() => (window.arena.stats.rttMs ?? 0) > 120);

    const before = await traffic(ann);
    await ann.page.keyboard.down('KeyD');
    await ann.page.keyboard.down('KeyS');
    await ann.page.waitForFunction((frames) => window.arena.stats.framesIn > frames + 100, before.frames);
    test.expect(await ann.read('pendingInputs')).toBeGreaterThan(5);
    const after = await traffic(ann);
    await ann.page.keyboard.up('KeyD');
    await ann.page.keyboard.up('KeyS');

    test.expect(after.pieces - before.pieces).toBe(after.bytes - before.bytes);
    test.expect((after.frames - before.frames) / (after.pieces - before.pieces)).toBeLessThan(0.2);
    await ann.page.waitForFunction(() => window.arena.pendingInputs === 0);
    test.expect(await ann.read('lastCorrection')).toBe(0);
    test.expect((await ann.read('stats')).reconnects).toBe(0);
    test.expect(await ann.read('health')).toBe('good');
    test.expect(ann.complaints).toEqual([]);
  });

  it.concurrent('that is stalled is noticed, counted down, and healed by a button; nobody else feels it', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const bob = await openArena(test, browser, url, { name: 'Bob' });
    const before = await ann.read('self');

    await ann.page.getByLabel('Stall').check();
    await says(ann, 'suspect', 'Poor connection', /^The server has been silent for \d+\.\d s$/);
    await ann.logHas('SERVER_SILENT');
    const { lastDetectionMs = 0 } = await ann.read('stats');
    // Six seconds are promised; a busy machine runs timers late.
    test.expect(lastDetectionMs).toBeGreaterThan(3000);
    test.expect(lastDetectionMs).toBeLessThan(7500);
    await says(ann, 'waiting', 'Reconnecting', /^Attempt \d+ in [1-9]\d*\.\d s$/);
    test.expect([await ann.read('isJoined'), (await ann.read('stats')).reconnects]).toEqual([false, 0]);
    test.expect(await bob.read('health')).toBe('good');
    test.expect((await bob.read('stats')).reconnects).toBe(0);

    await ann.page.getByLabel('Stall').uncheck();
    await ann.page.waitForTimeout(300);
    // In one step, as the countdown may end between a look at the button and a click on it.
    await ann.page.evaluate(() => {
      const now = document.querySelector<HTMLButtonElement>('#card-action')!;
      if (now.checkVisibility() && now.textContent === 'Now') now.click();
    });
    await ann.healthIs('good');
    await ann.page.waitForFunction(() => window.arena.isJoined);
    await expectSameShip(test, ann, before);
    test.expect(await ann.page.locator('#card').isVisible()).toBe(false);
    for (const page of [ann, bob]) expectNoComplaints(page);
  });

  it.concurrent('that is dead without a word is replaced without a hand', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const before = await ann.read('self');

    await ann.press('Half-open');
    await ann.healthWas('suspect');
    await ann.page.waitForFunction(() => window.arena.stats.reconnects === 1);
    await ann.page.waitForFunction(() => window.arena.isJoined);
    await ann.logHas('SERVER_SILENT');
    await expectSameShip(test, ann, before);
    expectNoComplaints(ann);
  });

  it.concurrent('is back by itself after a reset and after a restart, as are the bots', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const before = await ann.read('self');

    for (const [count, button] of ['Reset', 'Restart the server'].entries()) {
      await ann.press(button);
      await ann.page.waitForFunction((n) => window.arena.stats.reconnects === n, count + 1);
      await ann.page.waitForFunction(() => window.arena.isJoined);
      await expectSameShip(test, ann, before);
    }
    test.expect((await ann.read('log')).filter(({ code }) => code === 'CONNECTION_RESET')).toHaveLength(2);
    await ann.page.waitForFunction(() => window.arena.others.filter(({ isBot }) => isBot).length === 2);
    expectNoComplaints(ann);
  });

  it.concurrent('stays closed after a kick and after leaving, until the visitor comes back', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const bob = await openArena(test, browser, url, { name: 'Bob' });

    await ann.press('Kick me');
    await says(ann, 'kicked', 'Kicked', /^The server sent you away$/);
    await bob.logHas('Ann was kicked');
    await ann.page.locator('#card-action').click();
    await ann.healthIs('good');

    await ann.press('Leave');
    await says(ann, 'closed', 'Closed', /^You left$/);
    await bob.logHas('Ann left');
    await ann.page.locator('#leave').click();
    await ann.healthIs('good');
    await bob.page.waitForFunction(() => window.arena.others.some(({ name }) => name === 'Ann'));
    for (const page of [ann, bob]) await expectComplaintsOfLateDials(test, page);
  });
});

/** Expects no complaint but the browser's about dials that took so long, on a machine that is busy, that the page gave them up. */
const expectComplaintsOfLateDials = async ({ expect }: TestContext, page: ArenaPage): Promise<void> => {
  const late = (await page.read('log')).filter(({ code }) => code === 'CONNECT_TIMEOUT');
  expect(page.complaints.length, page.complaints.join()).toBeLessThanOrEqual(late.length);
  expectNoComplaints(page);
};

const traffic = async (page: ArenaPage): Promise<{ pieces: number; bytes: number; frames: number }> =>
  page.page.evaluate(() => {
    const { pieces, stats } = window.arena;
    return { pieces, bytes: stats.bytesIn, frames: stats.framesIn };
  });

/** Waits until the page says this of the connection, in the chip and on the card, all at one time: some of it is over in two seconds. */
const says = async ({ page }: ArenaPage, health: ArenaHook['health'], title: string, detail: RegExp): Promise<void> => {
  const isSaid = ([health, title, detail]: readonly [string, string, string]): boolean => {
    const textOf = (id: string): string => document.getElementById(id)!.textContent;
    const isRight =
      document.documentElement.dataset.health === health && new RegExp(detail).test(textOf('card-detail'));
    const isShown = document.getElementById('card')!.checkVisibility();
    return isShown && isRight && textOf('state') === title && textOf('card-title') === title;
  };
  await page.waitForFunction(isSaid, [health, title, detail.source] as const);
};

const expectSameShip = async ({ expect }: TestContext, page: ArenaPage, before: SeenPilot): Promise<void> => {
  const { id, name, color, x, y } = await page.read('self');
  expect({ id, name, color }).toEqual({ id: before.id, name: before.name, color: before.color });
  expect(Math.hypot(x - before.x, y - before.y)).toBeLessThan(1);
};
