import { chromium, type Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';
import { serveInspectorPage } from './inspector-page.ts';

const ROUNDS = 4;
const MEASURE_MS = 2000;

/** Tells which share of the time the page's main thread works: scripts, styles, layout and painting, in its own processor time. */
const createMeter = async (page: Page): Promise<() => Promise<number>> => {
  const cdp = await page.context().newCDPSession(page);
  // Time on the processor, not on the wall: what else this machine does is no cost of the inspector.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<{ task: number; wall: number }> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return { task: metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0, wall: performance.now() / 1000 };
  };
  return async () => {
    const before = await read();
    await page.waitForTimeout(MEASURE_MS);
    const after = await read();
    return (after.task - before.task) / (after.wall - before.wall);
  };
};

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('the cost of an inspector', { timeout: 120_000 }, () => {
  it('is less than 5 % of the time of a frame at 1,000 messages a second', async (test) => {
    const browser = await chromium.launch(await chromeLaunchOptions());
    test.onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(await serveInspectorPage(test));
    const measure = await createMeter(page);
    await page.evaluate(async () => {
      await window.world.connect();
      window.world.stream(1000);
    });
    await page.waitForFunction(() => window.world.taken > 500, undefined, { timeout: 30_000 });
    const shares: { without: number; with: number }[] = [];
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const without = await measure();
      await page.evaluate(() => {
        window.inspector = window.world.mount();
      });
      await page.waitForTimeout(700);
      const before = await page.evaluate(() => window.world.taken);
      shares.push({ without, with: await measure() });
      rates.push(((await page.evaluate(() => window.world.taken)) - before) / (MEASURE_MS / 1000));
      await page.evaluate(() => window.inspector.close());
    }
    const added = medianOf(shares.map((share) => share.with - share.without));
    const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
    const own = percent(medianOf(shares.map(({ without }) => without)));
    console.log(
      `inspector at 1,000 messages a second: ${percent(added)} of the main thread beside the page's own ${own}`,
    );
    expect(medianOf(rates)).toBeGreaterThan(900);
    expect(added).toBeGreaterThan(0);
    expect(added).toBeLessThan(0.05);
  });
});
