// How much of a frame the arena needs, with fifty others in it. Counted in the browser's own metrics, in time of its thread and not
// of the wall: how fast pictures come is up to the machine, and only printed.

import { type Browser, type CDPSession, chromium } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';
import { startDemo } from './arena-demo.ts';
import { type ArenaPage, openArena } from './arena-page.ts';

const FRAME_MS = 1000 / 60;
const SPAN_MS = 5000;

interface Cost {
  readonly frames: number;
  readonly scriptMs: number;
  readonly layouts: number;
  readonly pieces: number;
  readonly canvases: number;
}

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('the arena with fifty bots', { timeout: 120_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch(await chromeLaunchOptions());
  });

  afterAll(() => browser?.close());

  it('needs a small part of a frame for its script, and lays nothing out for it', async (test) => {
    const { url } = await startDemo(test, ['--bots', '50']);
    const ann = await openArena(test, browser, url, { name: 'Ann' });
    await ann.page.waitForFunction(() => window.arena.others.length === 50);
    const devTools = await ann.devTools();
    await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await ann.page.evaluate(countCanvases);
    await ann.page.keyboard.down('KeyD');

    const whole = await costOf(ann, devTools);
    report('whole', whole, await intervals(ann));
    test.expect(whole.frames).toBeGreaterThan(30);
    test.expect(whole.scriptMs / whole.frames / FRAME_MS).toBeLessThan(0.4);
    // Once for what comes into view, a ship and a name, and never again for it.
    test.expect(whole.canvases).toBeLessThanOrEqual(2 * 51);
    // The numbers and the curve of the panel, a few times a second.
    test.expect(whole.layouts / (SPAN_MS / 1000)).toBeLessThan(12);

    await ann.page.getByLabel('Cut all into single bytes').check();
    await ann.page.waitForTimeout(1000);
    const bytewise = await costOf(ann, devTools);
    report('in single bytes', bytewise, await intervals(ann));
    test.expect(bytewise.pieces).toBeGreaterThan(10 * whole.pieces);
    test.expect(bytewise.frames).toBeGreaterThan(30);
    test.expect(await ann.read('health')).toBe('good');
    test.expect(ann.complaints).toEqual([]);
  });
});

declare global {
  interface Window {
    /** How many canvases the page's script has made since it is counted. */
    canvases: number;
  }
}

/** Runs in the page. */
const countCanvases = (): void => {
  window.canvases = 0;
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    if (name === 'canvas') window.canvases++;
    return create(name, options);
  };
};

/** Counts what five seconds cost the page's thread. */
const costOf = async ({ page }: ArenaPage, devTools: CDPSession): Promise<Cost> => {
  const read = async (): Promise<Cost> => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    const metric = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
    const counts = await page.evaluate(() => ({
      frames: window.arena.work.drawn,
      pieces: window.arena.pieces,
      canvases: window.canvases,
    }));
    return { ...counts, scriptMs: metric('ScriptDuration') * 1000, layouts: metric('LayoutCount') };
  };
  const before = await read();
  await page.waitForTimeout(SPAN_MS);
  const after = await read();
  return {
    frames: after.frames - before.frames,
    pieces: after.pieces - before.pieces,
    canvases: after.canvases - before.canvases,
    scriptMs: after.scriptMs - before.scriptMs,
    layouts: after.layouts - before.layouts,
  };
};

/** Lists the times between two pictures for two seconds, the shortest first. */
const intervals = ({ page }: ArenaPage): Promise<number[]> =>
  page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const note = (nowMs: number): void => {
          times.push(nowMs);
          if (nowMs - times[0]! < 2000) requestAnimationFrame(note);
          else
            resolve(
              times
                .slice(1)
                .map((time, i) => time - times[i]!)
                .sort((a, b) => a - b),
            );
        };
        requestAnimationFrame(note);
      }),
  );

const report = (
  what: string,
  { frames, scriptMs, layouts, pieces, canvases }: Cost,
  times: readonly number[],
): void => {
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1);
  const perFrame = scriptMs / frames;
  const seconds = SPAN_MS / 1000;
  console.log(
    `arena, 50 others, ${what}: ${(frames / seconds).toFixed(0)} pictures/s, between them ${at(0.5)} ms (p50) ${at(0.95)} ms (p95); ` +
      `script ${perFrame.toFixed(2)} ms each, ${((100 * perFrame) / FRAME_MS).toFixed(0)} % of 16.7 ms; ` +
      `${(layouts / seconds).toFixed(1)} layouts/s; ${(pieces / seconds).toFixed(0)} pieces/s; ${canvases} canvases made`,
  );
};
