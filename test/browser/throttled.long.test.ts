import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaveHidden, MINUTE_MS, playHidden, type Stay, untilMinutes } from './hidden-stay.ts';
import { type Arcade, expectWithin, type Game, inSeconds, openArcade, record } from './lifecycle-arcade.ts';

// Ten minutes in tabs that nobody looks at, in a Chromium without flags that hurry it. They begin when its grace is over,
// which takes a minute for pages that have loaded.

const HIDDEN_MS = 600_000;
const INTERVAL_MS = 2000;

const PLANS = [
  { timers: 'worker', idleTimeoutMs: 10_000, row: 'timers in a worker; the server waits 10 s' },
  { timers: 'own', idleTimeoutMs: Number.POSITIVE_INFINITY, row: 'its own timers; the server waits for ever' },
  { timers: 'own', idleTimeoutMs: 90_000, row: 'its own timers; the server waits 90 s' },
  { timers: 'own', idleTimeoutMs: 10_000, row: 'its own timers; the server waits 10 s' },
] as const;
const DESERTED = { timers: 'own', idleTimeoutMs: Number.POSITIVE_INFINITY } as const;

const SHOWN_ROW = 'a page is shown whose server dropped it and whose timers ran once a minute: connected again after';
const SILENT_ROW = 'the server goes silent while the page is hidden, its own timers once a minute: noticed after';

describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('ten minutes hidden', { timeout: 25 * 60_000 }, () => {
  let arcade: Arcade;

  beforeAll(async () => {
    arcade = await openArcade();
  }, 60_000);

  afterAll(() => arcade?.close());

  it('end no sound connection, whether its timers live in a worker or in a page that runs them once a minute', async () => {
    const all = (await playHidden(arcade, [DESERTED, ...PLANS], { loaded: true })) as [Game, ...Game[]];
    await untilMinutes(all);
    const [deserted, ...games] = all;
    const [stays, desertedAt] = await Promise.all([leaveHidden(games, HIDDEN_MS), desertHalfway(deserted)]);
    for (const stay of stays) expectMinutes(stay);
    for (const [index, { row }] of PLANS.entries()) await recordStay(row, stays[index]!);

    const [punctual, undisturbed, patient, hasty] = stays as [Stay, Stay, Stay, Stay];
    expect(Math.max(...punctual.workerGaps)).toBeLessThan(10_000);
    expect(punctual.heartbeats).toBeGreaterThan((0.8 * HIDDEN_MS) / INTERVAL_MS);
    for (const { game } of [punctual, undisturbed, patient]) {
      await game.page.show();
      await game.page.run(() => window.game.echo());
      expect(await game.events('disconnected')).toEqual([]);
      expect(game.offline).toEqual([]);
      expect(await game.page.run(() => window.game.net.stats.reconnects)).toBe(0);
    }
    await expectNoticed(deserted, desertedAt);
    await expectReturn(hasty.game);
  });
});

/** Silences the server when there is time left to notice it; tells when. */
const desertHalfway = async ({ server }: Game): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, HIDDEN_MS / 2));
  server.stall();
  return Date.now();
};

/** Expects that the page's timers ran once a minute all the time, as nothing is shown without. */
const expectMinutes = ({ ownGaps }: Stay): void => {
  const seen = `Chromium did not throttle the page by the minute; its timers ran every ${ownGaps.map(inSeconds).join(', ')}`;
  const minutes = ownGaps.filter((gap) => gap > MINUTE_MS);
  expect(minutes.length, seen).toBeGreaterThanOrEqual(8);
  expect(minutes, seen).toEqual(expect.arrayContaining(ownGaps.slice(1, -1)));
};

const recordStay = async (row: string, { game, forMs, heartbeats, silenceMs }: Stay): Promise<void> => {
  const heard = `${heartbeats} of ${Math.floor(forMs / INTERVAL_MS)}`;
  const byPage = (await game.events('disconnected')).filter(({ detail }) => detail === 'SERVER_SILENT');
  record(row, heard, inSeconds(silenceMs), String(game.offline.length), String(byPage.length));
};

/** Two verdicts are void, as their timers ran late; the third one, after the fourth minute, is not. */
const expectNoticed = async ({ events }: Game, desertedAt: number): Promise<void> => {
  const [first] = await events('disconnected');
  expect(first?.detail).toBe('SERVER_SILENT');
  expectWithin(SILENT_ROW, first!.at - desertedAt, 240_000);
};

/** The server of the first game drops whoever is late, so it was the worker that kept that player; this one comes back. */
const expectReturn = async ({ page, offline }: Game): Promise<void> => {
  expect(offline[0]).toBe('idle');
  const shownAt = Date.now();
  await page.show();
  await page.until(() => window.game.net.state === 'connected');
  await page.run(() => window.game.echo());
  expectWithin(SHOWN_ROW, Date.now() - shownAt, 1000);
};
