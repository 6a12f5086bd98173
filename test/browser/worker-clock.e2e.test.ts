import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HideablePage } from './hideable-pages.ts';
import { type Arcade, type Game, openArcade } from './lifecycle-arcade.ts';

// A worker may end without an `error` event: a browser short of memory, an extension, the developer tools.

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')(
  'a worker that ends without a word',
  { timeout: 60_000 },
  () => {
    let arcade: Arcade;

    beforeAll(async () => {
      arcade = await openArcade();
    }, 60_000);

    afterAll(() => arcade?.close());

    it('is replaced, and heartbeats go on', async () => {
      const { page } = await playMortally(arcade);
      const before = await page.run(() => window.game.net.stats.heartbeatsOut);
      await endWorker(page);
      await page.until((count) => window.game.net.stats.heartbeatsOut > count + 2, before);
      await page.until(() => window.game.clock?.kind === 'worker');
      expect(await page.workers()).toBe(1);
      expect(await page.run(() => window.game.events.filter(({ event }) => event === 'disconnected'))).toEqual([]);
    });

    it('hides no silent server', async () => {
      const { page, server } = await playMortally(arcade);
      server.stall();
      await endWorker(page);
      await page.until(() => window.game.events.some(({ detail }) => detail === 'SERVER_SILENT'));
      server.resume();
      await page.until(() => window.game.net.state === 'connected');
    });

    it('holds no close() up for ever', async () => {
      const { page, server } = await playMortally(arcade);
      server.stall();
      await endWorker(page);
      await page.run(() => window.game.net.close());
      expect(await page.run(() => [window.game.net.state, window.game.net.armedTimers])).toEqual(['closed', 0]);
    });
  },
);

/** Opens a game whose worker the test can end from inside, as nothing else ends one without the page knowing. */
const playMortally = async (arcade: Arcade): Promise<Game> => {
  const game = await arcade.play({ punctual: true, net: { heartbeat: { intervalMs: 500 } } });
  const source = `(${makeBlobsMortal})()`;
  await game.page.command('Page.enable');
  await game.page.command('Page.addScriptToEvaluateOnNewDocument', { source });
  await game.page.command('Page.reload');
  await game.page.until(() => window.game?.clock?.kind === 'worker' && window.game.net.state === 'connected');
  return game;
};

const makeBlobsMortal = (): void => {
  const ending = 'new BroadcastChannel("end").onmessage = () => close();';
  window.Blob = class extends Blob {
    constructor(parts: BlobPart[] = [], options: BlobPropertyBag = {}) {
      super([...parts, ending], options);
    }
  };
};

const endWorker = async (page: HideablePage): Promise<void> => {
  await page.run(() => new BroadcastChannel('end').postMessage(0));
  await expect.poll(() => page.workers(), { timeout: 10_000 }).toBe(0);
};
