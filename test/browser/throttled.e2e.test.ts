import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaveHidden, playHidden, type Stay } from './hidden-stay.ts';
import { type Arcade, openArcade } from './lifecycle-arcade.ts';

// Pages whose timers Chromium runs once a minute. Its flag makes it do so after a second, but only to pages that still load, so these
// paint nothing. That the minutes follow one another, and ten of them harm nobody, is shown by throttled.long.test.ts.

/** Throttling begins some ten seconds later, and leaves as much without a timer, wherever a minute ends. */
const HIDDEN_MS = 36_000;
const AT_ONCE = '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1';

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')(
  'a page whose timers stand still',
  { timeout: 120_000 },
  () => {
    let arcade: Arcade;

    beforeAll(async () => {
      arcade = await openArcade([AT_ONCE]);
    }, 60_000);

    afterAll(() => arcade?.close());

    it('is kept by the worker, or by a patient server, and loses nothing that is sound', async () => {
      const games = await playHidden(arcade, [
        { timers: 'worker', idleTimeoutMs: 8000 },
        { timers: 'own', idleTimeoutMs: 90_000 },
        { timers: 'own', idleTimeoutMs: 8000 },
      ]);
      const [punctual, patient, hasty] = (await leaveHidden(games, HIDDEN_MS)) as [Stay, Stay, Stay];
      for (const { ownGaps } of [punctual, patient, hasty])
        expect(Math.max(...ownGaps), 'without throttling by the minute, this shows nothing').toBeGreaterThan(10_000);
      expect(Math.max(...punctual.workerGaps)).toBeLessThan(8000);
      expect(punctual.heartbeats).toBeGreaterThan(HIDDEN_MS / 2000 / 2);
      for (const { game } of [punctual, patient]) {
        // A timer that ran late gives no verdict, and the wake of the return none either.
        await game.page.show();
        await game.page.run(() => window.game.echo());
        expect(await game.events('disconnected')).toEqual([]);
        expect(game.offline).toEqual([]);
      }
      // The same server as the first one had, so it was the worker that kept that player.
      expect(hasty.game.offline[0]).toBe('idle');
      await hasty.game.page.show();
      await hasty.game.page.until(() => window.game.net.state === 'connected');
      await hasty.game.page.run(() => window.game.echo());
    });
  },
);
