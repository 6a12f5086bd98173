// Takes the pictures of the READMEs from the built demo: node examples/browser-arena/screenshots.mjs [folder]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromeLaunchOptions } from '../../test/support/find-chrome.mjs';
import { encodeIndexedPng } from './indexed-png.mjs';

const HERE = import.meta.dirname;
const FOLDER = process.argv[2] ?? join(HERE, 'screenshots');
const GUIDES_FOLDER = process.argv[2] ?? join(HERE, '../../packages/client/docs');
const MAX_FLIGHT_MS = 60_000;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** @typedef {import('playwright').Page} Page */

/**
 * What happens before a picture is taken, and what it shows: the page, or one thing `of` it.
 * @typedef {object} Picture
 * @property {string} name
 * @property {string} [folder]
 * @property {string} pilot
 * @property {{ width: number, height: number }} viewport
 * @property {'dark' | 'light'} scheme
 * @property {boolean} [isPhone]
 * @property {string} [of]
 * @property {(page: Page) => Promise<void>} act
 */

/** @type {readonly Picture[]} */
const PICTURES = [
  {
    name: 'desktop-dark',
    pilot: 'Ann',
    viewport: DESKTOP,
    scheme: 'dark',
    act: async (page) => {
      await page.getByRole('button', { name: 'Half-open' }).click();
      await page.waitForFunction(() => /** @type {any} */ (window).arena.stats.reconnects === 1);
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
      await fly(page, 6000);
      await page.getByLabel('Stall, and let nobody in').check();
      await page.getByRole('button', { name: 'Reset', exact: true }).click();
      await page.waitForFunction(() =>
        /^Attempt [3-9] in [2-9]/.test(document.querySelector('#card-detail')?.textContent ?? ''),
      );
      await page.waitForTimeout(1300);
    },
  },
  {
    name: 'inspector',
    folder: GUIDES_FOLDER,
    pilot: 'Eve',
    viewport: DESKTOP,
    scheme: 'dark',
    of: 'netmgr-inspector .panel',
    act: async (page) => {
      await page.getByLabel('Delay').fill('20');
      await page.getByLabel('Jitter').fill('20');
      await page.getByRole('button', { name: 'Inspector' }).click();
      await fly(page, 20_000);
      await page.getByRole('button', { name: 'Half-open' }).click();
      await page.waitForFunction(() => /** @type {any} */ (window).arena.stats.reconnects === 1);
      await fly(page, 15_000);
      const inspector = page.locator('netmgr-inspector');
      await inspector.getByRole('button', { name: 'Pause', exact: true }).click();
      await inspector.locator('.canvas .row', { hasText: 'InputMsg' }).last().click();
      await inspector.locator('.hex').waitFor();
    },
  },
];

const KEYS = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'];

/** How many pictures the page draws in a second. @param {Page} page */
const pictureRate = async (page) =>
  Number.parseInt((await page.locator('#numbers dd').nth(10).textContent()) ?? '', 10);

/**
 * Flies rounds about the middle, where there is most to see, and is still flying when it returns: after a time, and once the machine
 * has nothing better to do than to draw.
 * @param {Page} page
 * @param {number} [ms]
 */
const fly = async (page, ms = 9000) => {
  const beganMs = Date.now();
  while (Date.now() < beganMs + ms || ((await pictureRate(page)) < 52 && Date.now() < beganMs + MAX_FLIGHT_MS)) {
    const { x, y } = await page.evaluate(() => /** @type {any} */ (window).arena.self);
    const turn = (Date.now() - beganMs) / 900;
    const [dx, dy] = [1200 + 420 * Math.cos(turn) - x, 900 + 320 * Math.sin(turn) - y];
    const wanted = [dx > 40, dy > 40, dx < -40, dy < -40];
    for (const [i, key] of KEYS.entries()) {
      if (wanted[i]) await page.keyboard.down(key);
      else await page.keyboard.up(key);
    }
    await page.waitForTimeout(120);
  }
};

/** @param {Page} page @param {string} text */
const say = async (page, text) => {
  await page.getByLabel('Say something to everybody').fill(text);
  await page.keyboard.press('Enter');
};

/** Writes a picture with fewer colours. @param {Buffer} png */
const compact = async (png) => {
  const page = await browser.newPage();
  const { pixels, width, height } = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      g.drawImage(image, 0, 0);
      const { data, width, height } = g.getImageData(0, 0, canvas.width, canvas.height);
      let pixels = '';
      for (let at = 0; at < data.length; at += 8192) pixels += String.fromCharCode(...data.subarray(at, at + 8192));
      return { pixels: btoa(pixels), width, height };
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await page.close();
  return encodeIndexedPng(Buffer.from(pixels, 'base64'), width, height);
};

const demo = spawn(process.execPath, ['build/demo/main.js', '--bots', '30'], {
  cwd: HERE,
  stdio: ['ignore', 'pipe', 'inherit'],
});
await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch(await chromeLaunchOptions());
try {
  const [greeting] = await once(demo.stdout, 'data');
  const url = /http:\S+/.exec(String(greeting))?.[0];
  for (const { name, folder = FOLDER, pilot, viewport, scheme, isPhone = false, of, act } of PICTURES) {
    const context = await browser.newContext({ viewport, colorScheme: scheme, hasTouch: isPhone, isMobile: isPhone });
    const page = await context.newPage();
    await page.goto(`${url}?name=${pilot}`);
    await page.waitForFunction(() => /** @type {any} */ (window).arena?.isJoined);
    await act(page);
    const picture = await compact(await (of === undefined ? page : page.locator(of)).screenshot());
    await context.close();
    await writeFile(join(folder, `${name}.png`), picture);
    console.log(`${name}: ${Math.round(picture.length / 1024)} KiB`);
  }
} finally {
  await browser.close();
  demo.kill('SIGTERM');
}
