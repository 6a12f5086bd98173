import { readFile } from 'node:fs/promises';
import { readRecording } from '@netmgr/server-mock';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';
import { type InspectorPageOptions, serveInspectorPage } from './inspector-page.ts';

/** A page that hides and strips everything that is not its own; only so is the page itself still there. */
const HOSTILE_CSS = `
  * { all: unset; display: none !important; color: red !important; font: 40px fantasy !important; visibility: hidden !important }
  html, body { display: block !important; visibility: visible !important; --bg: red; --line: red }
  body { transform: rotate(5deg); filter: blur(9px); opacity: 0 }
`;

let browser: Browser;

const openPage = async (
  test: TestContext,
  served: InspectorPageOptions = {},
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> => {
  const context = await browser.newContext({ viewport: { width: 1100, height: 720 }, ...options });
  test.onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(line.text());
  });
  await page.goto(await serveInspectorPage(test, served));
  await page.waitForFunction(() => window.world !== undefined);
  return { page, complaints };
};

const mount = async (page: Page): Promise<void> => {
  await page.evaluate(async () => {
    window.inspector = window.world.mount({ title: 'arena' });
    await window.world.connect();
  });
};

const rowsOf = (page: Page): Promise<string[][]> =>
  page
    .locator('netmgr-inspector .canvas .row')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));

const lastRow = async (page: Page): Promise<string[]> => {
  const rows = await rowsOf(page);
  return rows.sort((a, b) => Number(a[0]) - Number(b[0])).at(-1) ?? [];
};

const button = (page: Page, name: string) =>
  page.locator('netmgr-inspector').getByRole('button', { name, exact: true });

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('the inspector on a page', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    browser = await chromium.launch(await chromeLaunchOptions());
  }, 60_000);
  afterAll(() => browser?.close());

  it('looks the same where the styles of the page hide and strip everything', async (test) => {
    const looks: unknown[] = [];
    for (const css of ['', HOSTILE_CSS]) {
      const { page, complaints } = await openPage(test, { css });
      await mount(page);
      await page.evaluate(() => window.world.say(40));
      await expect.poll(async () => (await lastRow(page))[5], { timeout: 20_000 }).toMatch(/^tick 40,/);
      looks.push(
        await page.locator('netmgr-inspector .panel').evaluate((panel) =>
          [panel, ...panel.querySelectorAll('button, input, .row, .card, svg, strong')].slice(0, 40).map((element) => {
            const { width, height, x, y } = element.getBoundingClientRect();
            const { color, fontSize, fontFamily, backgroundColor, visibility, display } = getComputedStyle(element);
            return { width, height, x, y, color, fontSize, fontFamily, backgroundColor, visibility, display };
          }),
        ),
      );
      expect(await page.locator('netmgr-inspector .panel').isVisible()).toBe(true);
      expect(complaints).toEqual([]);
    }
    expect(looks[1]).toEqual(looks[0]);
  });

  it('changes no style of the page', async (test) => {
    const { page } = await openPage(test);
    const styleOf = (): Promise<string> =>
      page.evaluate(() =>
        ['h1', 'body', 'html']
          .map((name) =>
            [...getComputedStyle(document.querySelector(name)!)]
              .map((key) => getComputedStyle(document.querySelector(name)!).getPropertyValue(key))
              .join(),
          )
          .join('|'),
      );
    const before = await styleOf();
    await mount(page);
    expect(await styleOf()).toBe(before);
    expect(await page.evaluate(() => document.styleSheets.length + document.adoptedStyleSheets.length)).toBe(1);
  });

  it('works under a strict Content-Security-Policy with trusted types', async (test) => {
    const { page, complaints } = await openPage(test, { strictCsp: true });
    await mount(page);
    await page.evaluate(() => window.world.say(5));
    await expect.poll(async () => (await lastRow(page))[3], { timeout: 20_000 }).toBe('WorldMsg');
    expect(await page.locator('netmgr-inspector .panel').evaluate((panel) => getComputedStyle(panel).position)).toBe(
      'fixed',
    );
    expect(complaints).toEqual([]);
  });

  it('shows hostile names and fields as text', async (test) => {
    const { page } = await openPage(test);
    await mount(page);
    await page.evaluate(() => window.world.chat('<script>document.title="hacked"</script><b>bold</b>'));
    await expect.poll(async () => (await lastRow(page))[5], { timeout: 20_000 }).toContain('<b>bold</b>');
    expect((await lastRow(page))[3]).toMatch(/^<img src=x onerror/);
    await page.locator('netmgr-inspector .canvas .row').last().click();
    await button(page, 'Show the types').click();
    await expect
      .poll(() => page.locator('netmgr-inspector td', { hasText: '<img' }).count(), { timeout: 20_000 })
      .toBe(1);
    expect(await page.locator('netmgr-inspector').locator('img, script, b:has-text("bold")').count()).toBe(0);
    expect(await page.title()).toBe('');
  });

  it('shows the newest of a thousand frames, stands still when one scrolls back, and follows again', async (test) => {
    const { page } = await openPage(test);
    await mount(page);
    await page.evaluate(() => window.world.say(1500));
    await expect.poll(async () => (await lastRow(page))[5], { timeout: 20_000 }).toMatch(/^tick 1500,/);
    expect((await rowsOf(page)).length).toBeLessThan(60);
    await page.locator('netmgr-inspector .scroller').hover();
    await page.mouse.wheel(0, -4000);
    await expect.poll(() => page.evaluate(() => window.inspector.isPaused), { timeout: 20_000 }).toBe(true);
    const held = await rowsOf(page);
    await page.evaluate(() => window.world.say(300));
    await page.waitForFunction(() => window.world.taken === 1800);
    await page.locator('netmgr-inspector footer', { hasText: 'paused, 3' }).waitFor();
    expect(await rowsOf(page)).toEqual(held);
    await button(page, 'Resume').click();
    await expect.poll(async () => (await lastRow(page))[5], { timeout: 20_000 }).toMatch(/^tick 1800,/);
  });

  it('is used by keyboard, and keeps keys and pointers from the game', async (test) => {
    const { page } = await openPage(test);
    await page.evaluate(() => {
      const heard: string[] = [];
      for (const type of ['keydown', 'keyup', 'pointerdown', 'click', 'dblclick', 'auxclick', 'wheel', 'paste'])
        addEventListener(type, () => heard.push(type));
      Object.assign(window, { heard });
    });
    await mount(page);
    await page.evaluate(() => {
      window.world.say(30);
      window.world.press(2);
    });
    await expect.poll(async () => (await lastRow(page))[5], { timeout: 20_000 }).toMatch(/^tick 30,/);
    await page.locator('netmgr-inspector input').click();
    await page.keyboard.type('id:1002');
    await expect.poll(async () => (await rowsOf(page)).length, { timeout: 20_000 }).toBe(2);
    await page.keyboard.press('Control+V');
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await rowsOf(page)).length, { timeout: 20_000 }).toBeGreaterThan(5);
    await page.locator('netmgr-inspector .grip').dblclick();
    await page.locator('netmgr-inspector .grip').click({ button: 'right' });
    await page.locator('netmgr-inspector .scroller').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('netmgr-inspector .detail').isVisible()).toBe(true);
    expect(await page.locator('netmgr-inspector .fields').textContent()).toContain('"tick": 29');
    expect(await page.locator('netmgr-inspector .hex').textContent()).toMatch(/^0000 {2}1d 00 00 00 03 00/);
    await page.keyboard.press('Escape');
    expect(await page.locator('netmgr-inspector .detail').isVisible()).toBe(false);
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
  });

  it('copies what the list shows as JSON, and saves a recording', async (test) => {
    const { page } = await openPage(
      test,
      {},
      { permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true },
    );
    await mount(page);
    await page.evaluate(() => window.world.press(3));
    await page.locator('netmgr-inspector input').fill('id:1002');
    await expect.poll(async () => (await rowsOf(page)).length, { timeout: 20_000 }).toBe(3);
    await button(page, 'Copy what the list shows, as JSON').click();
    await page.locator('netmgr-inspector footer', { hasText: 'copied 3 frames' }).waitFor();
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    expect(copied).toMatchObject(
      [0, 1, 2].map((seq) => ({ direction: 'out', id: 1002, name: 'InputMsg', fields: { seq, keys: 3, aim: 0.25 } })),
    );
    const downloading = page.waitForEvent('download');
    await button(page, 'Save all frames that are kept, as a recording').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('netmgr.nmrec');
    const { events, damage } = readRecording(await readFile(await download.path()));
    expect(damage).toBeUndefined();
    const sent = events.filter(
      (event) => event.kind === 'bytes' && event.direction === 'up' && event.bytes[0] === 0xea,
    );
    expect(sent.length).toBe(3);
  });

  it('copies also where the page has no clipboard of its own', async (test) => {
    const { page } = await openPage(test, {}, { permissions: ['clipboard-read'] });
    await mount(page);
    await page.evaluate(() => {
      window.world.press(1);
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    await expect.poll(async () => (await rowsOf(page)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await button(page, 'Copy what the list shows, as JSON').click();
    await page.locator('netmgr-inspector footer', { hasText: /copied \d+ frames/ }).waitFor();
    expect(await page.locator('netmgr-inspector textarea').count()).toBe(0);
  });

  it('is dragged, docked and folded, and stays in sight', async (test) => {
    const { page } = await openPage(test);
    await mount(page);
    const panel = page.locator('netmgr-inspector .panel');
    const before = (await panel.boundingBox())!;
    await page.mouse.move(before.x + 100, before.y + 15);
    await page.mouse.down();
    await page.mouse.move(before.x + 40, before.y - 25, { steps: 4 });
    await page.mouse.up();
    expect(await panel.boundingBox()).toMatchObject({ x: before.x - 60, y: before.y - 40, width: before.width });
    await page.mouse.move(before.x + 40, before.y - 25);
    await page.mouse.down();
    await page.mouse.move(5000, 5000);
    await page.mouse.up();
    const { x, y } = (await panel.boundingBox())!;
    expect([x <= 1100 - 100, y <= 720 - 30]).toEqual([true, true]);
    await button(page, 'Dock elsewhere').press('Enter');
    expect(await panel.boundingBox()).toMatchObject({ x: 0, width: 1100 });
    await button(page, 'Dock elsewhere').press('Enter');
    expect(await panel.boundingBox()).toMatchObject({ y: 0, height: 720 });
    await button(page, 'Fold').press('Enter');
    expect((await panel.boundingBox())!.height).toBeLessThan(50);
    await button(page, 'Unfold').press('Enter');
    expect(await panel.boundingBox()).toMatchObject({ y: 0, height: 720 });
  });

  it.for(['dark', 'light'] as const)(
    'follows the browser into %s, and keeps its texts readable',
    async (colorScheme, test) => {
      const { page } = await openPage(test, {}, { colorScheme });
      await mount(page);
      await page.evaluate(() => window.world.say(20));
      await expect.poll(async () => (await rowsOf(page)).length, { timeout: 20_000 }).toBeGreaterThan(5);
      const ratios = await page.locator('netmgr-inspector .panel').evaluate((panel) => {
        const luminance = (color: string): number => {
          const [r = 0, g = 0, b = 0] = color.match(/[\d.]+/g)!.map((part) => {
            const value = Number(part) / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const back = luminance(getComputedStyle(panel).backgroundColor);
        return ['strong', '.state', '.row .name', '.row .time', '.row .way', '.label', 'footer'].map((name) => {
          const front = luminance(getComputedStyle(panel.querySelector(name)!).color);
          return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        });
      });
      expect(Math.min(...ratios)).toBeGreaterThan(4.5);
      const background = await page
        .locator('netmgr-inspector .panel')
        .evaluate((panel) => getComputedStyle(panel).backgroundColor);
      expect(background).toBe({ dark: 'rgb(21, 24, 29)', light: 'rgb(255, 255, 255)' }[colorScheme]);
    },
  );

  it('fits a phone: nothing sticks out, and what is touched is large enough', async (test) => {
    const { page } = await openPage(
      test,
      {},
      { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
    );
    await mount(page);
    await page.evaluate(() => window.world.say(40));
    await expect.poll(async () => (await rowsOf(page)).length, { timeout: 20_000 }).toBeGreaterThan(4);
    await page.locator('netmgr-inspector .canvas .row').nth(1).tap();
    const faults = await page.locator('netmgr-inspector .panel').evaluate((panel) =>
      [panel, ...panel.querySelectorAll('button, input, .row, .card, .detail, footer')].flatMap((element) => {
        const { left, right, width, height } = element.getBoundingClientRect();
        const isSmall = element.matches('button, input') && Math.min(width, height) < 28;
        return width > 0 && (left < -0.5 || right > 360.5 || isSmall)
          ? [`${element.className} ${left} ${right} ${height}`]
          : [];
      }),
    );
    expect(faults).toEqual([]);
    await button(page, 'Fold').tap();
    const { x, width } = (await page.locator('netmgr-inspector .panel').boundingBox())!;
    expect([x >= 0, x + width <= 360]).toEqual([true, true]);
  });

  it('stands beside others, each with its own NetMgr', async (test) => {
    const { page } = await openPage(test);
    await mount(page);
    await page.evaluate(async () => {
      const other = window.createWorld();
      other.mount({ title: 'second', collapsed: true });
      await other.connect();
      window.world.say(7);
      other.say(3);
    });
    const panels = page.locator('netmgr-inspector .panel');
    await panels.first().locator('footer', { hasText: '7 frames' }).waitFor();
    await panels.last().getByRole('button', { name: 'Unfold' }).click();
    await panels
      .last()
      .locator('footer', { hasText: /^[3-9] frames/ })
      .waitFor();
    expect(await panels.last().getAttribute('aria-label')).toBe('second inspector');
  });

  it('closes without a trace, fifty times: no node, no listener, no document is left', async (test) => {
    const { page } = await openPage(test);
    await mount(page);
    await page.evaluate(() => window.inspector.close());
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    const count = async (): Promise<Record<string, number>> => {
      await cdp.send('HeapProfiler.collectGarbage');
      const { metrics } = await cdp.send('Performance.getMetrics');
      const wanted = ['Nodes', 'JSEventListeners', 'Documents'];
      return Object.fromEntries(
        metrics.filter(({ name }) => wanted.includes(name)).map(({ name, value }) => [name, value]),
      );
    };
    const before = await count();
    const during = await page.evaluate(async () => {
      let nodes = 0;
      for (let i = 0; i < 50; i++) {
        const inspector = window.world.mount();
        window.world.say(30);
        await new Promise((resolve) => requestAnimationFrame(resolve));
        nodes += inspector.element.shadowRoot!.querySelectorAll('*').length;
        inspector.close();
      }
      return nodes;
    });
    expect(during).toBeGreaterThan(2000);
    await expect.poll(count, { timeout: 20_000 }).toEqual(before);
    expect(await page.evaluate(() => document.documentElement.outerHTML.includes('netmgr-inspector'))).toBe(false);
  });
});
