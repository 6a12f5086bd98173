// The arena as visitors meet it: real input, on a desktop and on a phone, in either theme.

import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';
import { startDemo } from './arena-demo.ts';
import { openArena } from './arena-page.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('the arena in a browser', { timeout: 90_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch(await chromeLaunchOptions());
  });

  afterAll(() => browser?.close());

  it('shows the bots, flies by keys and mouse, and another page sees it', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const bob = await openArena(test, browser, url, { name: 'Bob' });
    await ann.page.waitForFunction(() => window.arena.others.filter(({ isBot }) => isBot).length === 2);
    await bob.page.waitForFunction(() => window.arena.others.some(({ name }) => name === 'Ann'));

    const start = await ann.read('self');
    const [key, way] = start.x < 1200 ? ['ArrowRight', 1] : ['KeyA', -1];
    await ann.page.keyboard.down(String(key));
    await ann.page.waitForFunction(([x, way]) => (window.arena.self.x - x!) * way! > 150, [start.x, Number(way)]);
    await ann.page.keyboard.up(String(key));
    await bob.page.waitForFunction(
      ([x, way]) => ((window.arena.others.find(({ name }) => name === 'Ann')?.x ?? x!) - x!) * way! > 100,
      [start.x, Number(way)],
    );

    const up = start.y > 900;
    await ann.page.mouse.move(470, up ? 100 : 700);
    await ann.page.mouse.down();
    await ann.page.waitForFunction(([y, way]) => (window.arena.self.y - y!) * way! > 150, [start.y, up ? -1 : 1]);
    await ann.page.mouse.up();
    test.expect((await bob.sees('Ann'))?.color).toBe(start.color);
    await ann.page.waitForFunction(() => window.arena.pendingInputs === 0);
    test.expect(await ann.read('lastCorrection')).toBe(0);
    for (const page of [ann, bob]) test.expect(page.complaints).toEqual([]);
  });

  it('takes a new name and colour, and a line of chat, to the others', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const bob = await openArena(test, browser, url, { name: 'Bob' });
    await bob.page.waitForFunction(() => window.arena.others.some(({ name }) => name === 'Ann'));

    await ann.press('Ann');
    await ann.page.getByLabel('Name').fill('Annabel');
    await ann.page.getByLabel('Coral').check();
    await ann.press('Fly');
    await bob.page.waitForFunction(() => window.arena.others.some(({ name }) => name === 'Annabel'));
    test.expect(await bob.sees('Annabel')).toMatchObject({ color: 0xff6a4d });

    const before = await ann.read('self');
    await ann.page.keyboard.press('Enter');
    await ann.page.keyboard.type('wasd <b>hi</b>');
    await ann.page.keyboard.press('Enter');
    for (const { page } of [ann, bob]) await page.getByText('Annabel wasd <b>hi</b>').waitFor();
    test.expect((await ann.read('self')).x).toBe(before.x);
    for (const page of [ann, bob]) test.expect(page.complaints).toEqual([]);
  });

  it('fits a phone, flies by a finger, and has every control within its reach', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann', ...PHONE });
    const { page } = ann;
    test.expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    const start = await ann.read('self');
    const down = start.y < 900 ? 1 : -1;
    const devTools = await ann.devTools();
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number): Promise<unknown> =>
      devTools.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 195, y }] });
    await touch('touchStart', 500);
    await touch('touchMove', 500 + down * 70);
    await page.waitForFunction(([y, way]) => (window.arena.self.y - y!) * way! > 100, [start.y, down]);
    await touch('touchEnd', 500);
    await page.waitForFunction(() => window.arena.pendingInputs === 0);

    test.expect(await page.locator('#panel').isVisible()).toBe(false);
    await ann.press('Show the link panel');
    await page.getByRole('button', { name: 'Reset', exact: true }).waitFor();
    for (const control of await page.locator('button:visible, input:visible').all()) {
      await control.scrollIntoViewIfNeeded();
      const box = (await control.boundingBox()) ?? { x: -1, width: 0, height: 0 };
      const name = await control.evaluate((node) => node.id);
      const reach = await control.evaluate((node) => (node.closest('.switch') ?? node).getBoundingClientRect().height);
      test.expect([name, reach >= 36, box.x >= 0, box.x + box.width <= 390]).toEqual([name, true, true, true]);
    }
    await ann.press('Hide the link panel');
    await page.waitForFunction(() => getComputedStyle(document.querySelector('#panel')!).visibility === 'hidden');
    test.expect(ann.complaints).toEqual([]);
  });

  it('leaves the other buttons of the mouse to the browser', async (test) => {
    const { url } = await startDemo(test);
    const { page, read } = await openArena(test, browser, url, { name: 'Ann' });
    const { x, y } = await read('self');
    for (const button of ['right', 'middle'] as const) {
      await page.mouse.move(x < 1200 ? 900 : 40, y < 900 ? 700 : 100);
      await page.mouse.down({ button });
      await page.waitForTimeout(400);
      await page.mouse.up({ button });
    }
    test.expect(await read('self')).toMatchObject({ x, y });
  });

  it('keeps apart what floats over the stage, whatever its size, and always shows the own score', async (test) => {
    const { url } = await startDemo(test, ['--bots', '8']);
    const ann = await openArena(test, browser, url, { name: 'Ann', ...PHONE });
    const { page } = ann;
    await page.getByLabel('Say something to everybody').fill('W'.repeat(120));
    await page.keyboard.press('Enter');
    await page.getByText('WWW').waitFor();
    await ann.press('Show the link panel');
    await page.getByLabel('Stall, and let nobody in').check();
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await ann.press('Hide the link panel');
    await page.locator('#card').waitFor();

    for (const [width, height] of [...SIDEWAYS, [390, 844], [768, 1024], [900, 700]] as const) {
      await page.setViewportSize({ width, height });
      test
        .expect(await overlaps(page, ['.bar > .chip', '#scores', '#card', '.chat']), `${width} × ${height}`)
        .toEqual([]);
      test.expect(await page.locator('#scores .own').isVisible(), `${width} × ${height}`).toBe(true);
    }
    for (const [width, height] of SIDEWAYS) {
      await page.setViewportSize({ width, height });
      const stage = await page.locator('main').boundingBox();
      const button = page.locator('#panel-button');
      if (await button.isVisible()) await button.click();
      const panel = await page.locator('#panel').boundingBox();
      test.expect((panel?.x ?? 0) > 500 || (panel?.y ?? 0) > 130, `${width} of ${stage?.width}`).toBe(true);
      if (await button.isVisible()) await button.click();
    }
  });

  it('keeps the hint for those who have not flown yet clear of the chat and the map', async (test) => {
    const { url } = await startDemo(test);
    const { page } = await openArena(test, browser, url, { name: 'Ann' });
    for (const width of [870, 950, 1001, 1030, 1035, 1100, 1200, 1260, 1265, 1400]) {
      await page.setViewportSize({ width, height: 760 });
      test
        .expect(await overlaps(page, ['.bar > .chip', '#scores', '.chat li', '.chat form', '.hint']), `${width}`)
        .toEqual([]);
    }
    test.expect(await page.locator('.hint').isVisible()).toBe(true);
  });

  it('shows every visitor how many bots fly, whoever asked for them', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    const bob = await openArena(test, browser, url, { name: 'Bob' });
    test.expect(await bob.page.getByLabel('Bots').inputValue()).toBe('2');

    await ann.page.getByLabel('Bots').fill('4');
    await bob.page.waitForFunction(() => document.querySelector('#bots-value')?.textContent === '4');
    test.expect(await bob.page.getByLabel('Bots').inputValue()).toBe('4');
    test.expect(await ann.page.getByLabel('Bots').inputValue()).toBe('4');
  });

  it('wears the theme that the system prefers, and the one that the visitor chooses', async (test) => {
    const { url } = await startDemo(test);
    const ann = await openArena(test, browser, url, { name: 'Ann', colorScheme: 'light' });
    test.expect(await brightness(ann.page)).toEqual({ panel: 'light', stage: 'light' });

    await ann.press('Switch to the dark theme');
    test.expect(await brightness(ann.page)).toEqual({ panel: 'dark', stage: 'dark' });
    await ann.page.reload();
    await ann.page.waitForFunction(() => window.arena?.isJoined);
    test.expect(await brightness(ann.page)).toEqual({ panel: 'dark', stage: 'dark' });

    await ann.press('Switch to the light theme');
    test.expect(await brightness(ann.page)).toEqual({ panel: 'light', stage: 'light' });
    // The test reads the canvas again and again, which the browser calls slow.
    test.expect(ann.complaints.filter((text) => !text.includes('willReadFrequently'))).toEqual([]);
  });

  it('keeps its timers in a worker, and opens the inspector beside the panel', async (test) => {
    const { url } = await startDemo(test);
    const { page, press, complaints } = await openArena(test, browser, url, { name: 'Ann' });
    await page.getByText('Timers in a worker').waitFor();

    const button = page.locator('#inspector');
    await button.click();
    await page.getByText('WorldMsg').first().waitFor();
    test.expect(await button.getAttribute('aria-pressed')).toBe('true');
    const scheme = (): Promise<string> =>
      page
        .locator('netmgr-inspector')
        .evaluate((host) => getComputedStyle(host.shadowRoot!.querySelector('.panel')!).colorScheme);
    test.expect(await scheme()).toBe('dark');
    await press('Switch to the light theme');
    test.expect(await scheme()).toBe('light');
    await press('Close');
    test.expect(await page.locator('netmgr-inspector').count()).toBe(0);
    test.expect(await button.getAttribute('aria-pressed')).toBe('false');

    await button.click();
    await page.getByText('WorldMsg').first().waitFor();
    await button.click();
    test.expect(await page.locator('netmgr-inspector').count()).toBe(0);
    test.expect(complaints).toEqual([]);
  });

  it('names every control for who cannot see it', async (test) => {
    const { url } = await startDemo(test);
    const { page, press } = await openArena(test, browser, url, { name: 'Ann' });

    const nodes = await page.locator('body').ariaSnapshot();
    await press('Ann');
    const dialog = await page.getByRole('dialog').ariaSnapshot();
    const controls = `${nodes}\n${dialog}`.split('\n').filter((line) => CONTROL.test(line));

    test.expect(controls.length).toBeGreaterThan(20);
    test.expect(controls.filter((line) => !/- \w+ "[^"]+"/.test(line))).toEqual([]);
  });
});

/** Phones that lie on their side. */
const SIDEWAYS = [
  [667, 375],
  [844, 390],
  [932, 430],
] as const;

/** Lists which of the things that float over the stage lie over each other. The wide map stands on the canvas, in the corner. */
const overlaps = (page: Page, parts: readonly string[]): Promise<string[]> =>
  page.evaluate(async (names) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const boxes = names
      .flatMap((name) =>
        [...document.querySelectorAll(name)].map((part) => [name, part.getBoundingClientRect()] as const),
      )
      .filter(([, { width, height }]) => width > 0 && height > 0);
    const { width, height } = document.querySelector('main')!.getBoundingClientRect();
    if (width >= 700) boxes.push(['map', new DOMRect(width - 162, height - 125, 148, 111)]);
    return boxes.flatMap(([a, one], i) =>
      boxes
        .slice(i + 1)
        .filter(
          ([, { left, right, top, bottom }]) =>
            left < one.right && one.left < right && top < one.bottom && one.top < bottom,
        )
        .map(([b]) => `${a} × ${b}`),
    );
  }, parts);

const CONTROL = /^\s*- (button|textbox|slider|checkbox|radio|switch|dialog|log|img|region|complementary)\b/;

/** Tells whether the panel and the drawn stage are dark or light. */
const brightness = async (page: Page): Promise<{ panel: string; stage: string }> => {
  await page.waitForTimeout(100);
  return page.evaluate(() => {
    const name = (red: number, green: number, blue: number): string => (red + green + blue > 380 ? 'light' : 'dark');
    const color = getComputedStyle(document.querySelector('#panel')!).backgroundColor;
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
    const canvas = document.querySelector('canvas')!;
    const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
    let sum = 0;
    for (let i = 0; i < pixels.length; i += 4) sum += pixels[i]! + pixels[i + 1]! + pixels[i + 2]!;
    const mean = sum / (pixels.length / 4) / 3;
    return { panel: name(red, green, blue), stage: name(mean, mean, mean) };
  });
};
