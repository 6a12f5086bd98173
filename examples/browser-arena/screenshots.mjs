// Takes the pictures of the README from the built demo: node examples/browser-arena/screenshots.mjs [folder]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromeLaunchOptions } from '../../test/support/find-chrome.mjs';

const HERE = import.meta.dirname;
const FOLDER = process.argv[2] ?? join(HERE, 'screenshots');
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** @typedef {import('playwright').Page} Page */

/**
 * What each picture shows, and what happens before it is taken.
 * @type {readonly { name: string, pilot: string, viewport: { width: number, height: number }, scheme: 'dark' | 'light', isPhone?: boolean, act: (page: Page) => Promise<void> }[]}
 */
const PICTURES = [
  {
    name: 'desktop-dark',
    pilot: 'Ann',
    viewport: DESKTOP,
    scheme: 'dark',
    act: async (page) => {
      await page.getByLabel('Delay').fill('80');
      await page.getByLabel('Cut all into single bytes').check();
      await say(page, 'one byte at a time, and it flies');
      await fly(page);
    },
  },
  {
    name: 'desktop-light',
    pilot: 'Ben',
    viewport: DESKTOP,
    scheme: 'light',
    act: async (page) => {
      await say(page, 'good morning');
      await fly(page);
    },
  },
  {
    name: 'phone',
    pilot: 'Cat',
    viewport: PHONE,
    scheme: 'dark',
    isPhone: true,
    act: async (page) => {
      await page.mouse.move(200, 560);
      await fly(page);
    },
  },
  {
    name: 'reconnecting',
    pilot: 'Dan',
    viewport: DESKTOP,
    scheme: 'dark',
    act: async (page) => {
      await fly(page, 1500);
      await page.getByLabel('Stall, and let nobody in').check();
      await page.getByRole('button', { name: 'Reset', exact: true }).click();
      await page.waitForFunction(() =>
        /^Attempt [3-9] in [2-9]/.test(document.querySelector('#card-detail')?.textContent ?? ''),
      );
      await page.waitForTimeout(1300);
    },
  },
];

/** Flies a curve, and stays in it. @param {Page} page @param {number} [ms] */
const fly = async (page, ms = 1600) => {
  // Towards the middle, where there is most to see.
  const toRight = await page.evaluate(() => /** @type {any} */ (window).arena.self.x < 1200);
  const down = await page.evaluate(() => /** @type {any} */ (window).arena.self.y < 900);
  await page.keyboard.down(toRight ? 'ArrowRight' : 'ArrowLeft');
  await page.waitForTimeout(ms * 0.5);
  await page.keyboard.down(down ? 'ArrowDown' : 'ArrowUp');
  await page.waitForTimeout(ms * 0.5);
};

/** @param {Page} page @param {string} text */
const say = async (page, text) => {
  await page.getByLabel('Say something to everybody').fill(text);
  await page.keyboard.press('Enter');
};

const demo = spawn(process.execPath, ['build/demo/main.js', '--bots', '24'], {
  cwd: HERE,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch(await chromeLaunchOptions());
try {
  const [greeting] = await once(demo.stdout, 'data');
  const url = /http:\S+/.exec(String(greeting))?.[0];
  for (const { name, pilot, viewport, scheme, isPhone = false, act } of PICTURES) {
    const context = await browser.newContext({ viewport, colorScheme: scheme, hasTouch: isPhone, isMobile: isPhone });
    const page = await context.newPage();
    await page.goto(`${url}?name=${pilot}`);
    await page.waitForFunction(() => /** @type {any} */ (window).arena?.isJoined);
    await act(page);
    const { length } = await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    console.log(`${name}: ${Math.round(length / 1024)} KiB`);
    await context.close();
  }
} finally {
  await browser.close();
  demo.kill('SIGTERM');
}
