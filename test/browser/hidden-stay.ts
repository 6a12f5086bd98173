// Several games hidden at once for the same while, and what page and server saw of it.

import type { Arcade, Game } from './lifecycle-arcade.ts';

/** One game that is to be hidden. */
export interface StayPlan {
  /** Where the timers of its NetMgr live. */
  readonly timers: 'worker' | 'own';
  /** How long its server waits for a byte before it drops the player; Infinity: for ever. */
  readonly idleTimeoutMs: number;
}

/** What was seen while a game was hidden, all in milliseconds. */
export interface Stay {
  readonly game: Game;
  readonly forMs: number;
  /** Between the ticks of a timer of one second in the page. */
  readonly ownGaps: readonly number[];
  /** Between the ticks of such a timer in the worker; empty without one. */
  readonly workerGaps: readonly number[];
  /** How many heartbeats came to the server. */
  readonly heartbeats: number;
  /** The longest that the server heard none. */
  readonly silenceMs: number;
}

/** What only throttling by the minute makes of a timer of one second. */
export const MINUTE_MS = 50_000;

/** Long enough for Chromium to find that a page has loaded. */
const LOOK_MS = 5000;
/** Its longest grace is five minutes. */
const PATIENCE_MS = 7 * 60_000;

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const gapsOf = (times: readonly number[]): number[] =>
  times.slice(1).map((at, index) => at - (times[index] ?? Number.NaN));

/** Plays one game for each plan, and hides them all: while they load, or `loaded` and looked at for a while. */
export const playHidden = async (
  arcade: Arcade,
  plans: readonly StayPlan[],
  { loaded = false } = {},
): Promise<Game[]> => {
  const games: Game[] = [];
  for (const { timers, idleTimeoutMs } of plans) {
    const punctual = timers === 'worker';
    const game = await arcade.play({ punctual, metronomes: true, painted: loaded, idleTimeoutMs });
    if (punctual) await game.page.until(() => window.game.clock?.kind === 'worker');
    if (loaded) await pass(LOOK_MS);
    games.push(game);
  }
  // Each has hidden those before it.
  const last = games.at(-1);
  if (last) await arcade.hide(last.page);
  return games;
};

/** Waits until hidden games had a whole minute between two timers of a second. Fails when one has none after seven minutes. */
export const untilMinutes = async (games: readonly Game[]): Promise<void> => {
  const from = Date.now();
  for (const { page } of games) {
    for (;;) {
      const ticks = await page.run(() => window.game.ticks.own);
      if (gapsOf(ticks).some((gap) => gap > MINUTE_MS)) break;
      if (Date.now() - from > PATIENCE_MS)
        throw new Error(`not throttled by the minute: ${gapsOf(ticks).join(', ')} ms`);
      await pass(5000);
    }
  }
};

/** Leaves games hidden for `forMs`, and tells what became of them. They are still hidden when it resolves. */
export const leaveHidden = async (games: readonly Game[], forMs: number): Promise<Stay[]> => {
  const from = Date.now();
  await pass(forMs);
  return Promise.all(games.map((game) => describeStay(game, from, Date.now())));
};

const describeStay = async (game: Game, from: number, to: number): Promise<Stay> => {
  const within = (times: readonly number[]): number[] => times.filter((at) => at >= from && at <= to);
  const { own, worker, isHidden } = await game.page.run(() => ({
    ...window.game.ticks,
    isHidden: document.visibilityState === 'hidden',
  }));
  if (!isHidden) throw new Error('the game was not hidden all the time');
  const heartbeats = within(game.heartbeats);
  return {
    game,
    forMs: to - from,
    ownGaps: gapsOf([from, ...within(own), to]),
    workerGaps: gapsOf(worker.length === 0 ? [] : [from, ...within(worker), to]),
    heartbeats: heartbeats.length,
    silenceMs: Math.max(...gapsOf([from, ...heartbeats, to])),
  };
};
