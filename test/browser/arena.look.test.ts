// What the arena looks like, and what it says, where that depends on how a visitor comes: on which device, by key, mouse or finger.

import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';
import { startDemo } from './arena-demo.ts';
import { openArena } from './arena-page.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('the look of the arena', { timeout: 90_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch(await chromeLaunchOptions());
  });

  afterAll(() => browser?.close());

  it('frames the stage for who comes by key, and not for who comes by mouse or finger', async (test) => {
    const { url } = await startDemo(test);
    const { page } = await openArena(test, browser, url, { name: 'Ann' });
    await page.mouse.click(400, 400);
    test.expect(await focusOf(page)).toEqual({ id: 'stage', isFramed: false });
    await page.keyboard.press('KeyW');
    test.expect(await focusOf(page)).toEqual({ id: 'stage', isFramed: false });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    test.expect(await focusOf(page)).toEqual({ id: 'stage', isFramed: true });

    const phone = await openArena(test, browser, url, { name: 'Bob', ...PHONE });
    await phone.page.touchscreen.tap(200, 500);
    test.expect(await focusOf(phone.page)).toEqual({ id: 'stage', isFramed: false });
  });

  it('lets go of the keys whose end a Mac does not tell, as its command key was down', async (test) => {
    const { url } = await startDemo(test);
    const { page, read } = await openArena(test, browser, url, { name: 'Ann' });
    const { x } = await read('self');
    // At least half the arena is before the ship.
    const [key, way] = x < 1200 ? ['KeyD', 1] : ['KeyA', -1];
    await page.keyboard.down(String(key));
    await page.waitForFunction(([x, way]) => (window.arena.self.x - x!) * way! > 50, [x, Number(way)]);
    await page.keyboard.press('Meta');
    await page.evaluate(async () => {
      for (let before = Number.NaN; window.arena.self.x !== before; ) {
        before = window.arena.self.x;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    });
    test.expect(((await read('self')).x - x) * Number(way)).toBeLessThan(900);
  });

  it('cuts no word of the panel short, whatever its width', async (test) => {
    const { url } = await startDemo(test);
    const { page } = await openArena(test, browser, url, { name: 'Ann' });
    for (const [width, height] of PANEL_SIZES) {
      await page.setViewportSize({ width, height });
      const button = page.locator('#panel-button');
      if ((await button.isVisible()) && (await button.getAttribute('aria-expanded')) === 'false') await button.click();
      await page.locator('#numbers').waitFor();
      test.expect(await cutTexts(page), `${width} × ${height}`).toEqual([]);
    }
  });

  it('puts the panel of a phone away for the inspector, which opens in its place', async (test) => {
    const { url } = await startDemo(test);
    const { page, press, complaints } = await openArena(test, browser, url, { name: 'Ann', ...PHONE });
    await press('Show the link panel');
    await press('Inspector');
    await page.getByText('WorldMsg').first().waitFor();
    await page.waitForFunction(() => getComputedStyle(document.querySelector('#panel')!).visibility === 'hidden');
    const pause = page.locator('netmgr-inspector').getByRole('button', { name: 'Pause', exact: true });
    await pause.tap();
    await page.locator('netmgr-inspector').getByRole('button', { name: 'Resume', exact: true }).waitFor();
    test.expect(complaints).toEqual([]);
  });

  it('says that it is connecting for as long as the first dial takes', async (test) => {
    const { url } = await startDemo(test);
    const context = await browser.newContext();
    test.onTestFinished(() => context.close());
    const page = await context.newPage();
    let dial = (): void => {};
    const mayDial = new Promise<void>((resolve) => {
      dial = resolve;
    });
    await page.route('**/control/link', async (route) => {
      await mayDial;
      await route.continue();
    });
    await page.goto(url);
    await page.locator('#card').waitFor();
    test.expect(await page.locator('#state').textContent()).toBe('Connecting');
    test.expect(await page.locator('#card-title').textContent()).toBe('Connecting');
    test.expect(await page.locator('#card-detail').textContent()).toBe('Dialling the server');
    test.expect(await page.evaluate(() => document.documentElement.dataset.health)).toBe('connecting');
    dial();
    await page.waitForFunction(() => window.arena.health === 'good');
    await page.locator('#card').waitFor({ state: 'hidden' });
  });

  it('says that its timers live in the page where no worker can be had, and flies on', async (test) => {
    const { url } = await startDemo(test);
    const context = await browser.newContext();
    test.onTestFinished(() => context.close());
    await context.addInitScript(() => {
      Reflect.deleteProperty(window, 'Worker');
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.getByText('Timers in the page').waitFor();
    await page.waitForFunction(() => window.arena?.isJoined && window.arena.stats.rttMs !== undefined);
  });

  it('flies, and changes its theme, where the browser keeps no site data', async (test) => {
    const { url } = await startDemo(test);
    const context = await browser.newContext({ colorScheme: 'dark' });
    test.onTestFinished(() => context.close());
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => window.arena?.isJoined);
    const themeOf = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset.theme);
    test.expect(await themeOf()).toBe('dark');
    await page.locator('#theme').click();
    test.expect(await themeOf()).toBe('light');
  });
});

/** A desktop, phones upright and on their side, and a small one. */
const PANEL_SIZES = [
  [1280, 800],
  [844, 390],
  [667, 375],
  [390, 844],
  [320, 568],
] as const;

const focusOf = (page: Page): Promise<{ id: string; isFramed: boolean }> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return { id: activeElement?.id ?? '', isFramed: activeElement?.matches(':focus-visible') ?? false };
  });

/** Lists the texts that are wider than their boxes. */
const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const widthOf = (text: Node): number => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return range.getBoundingClientRect().width;
    };
    return [...document.querySelectorAll<HTMLElement>('#panel :is(dt, dd, h2, button, label, output)')]
      .filter((node) => node.checkVisibility())
      .filter((node) => {
        const { paddingLeft, paddingRight } = getComputedStyle(node);
        return widthOf(node) > node.getBoundingClientRect().width - parseFloat(paddingLeft) - parseFloat(paddingRight);
      })
      .map((node) => node.textContent ?? '');
  });
