// How virtual time is moved on while a scenario runs. Time goes in whole steps, so that a run stops soon after its end and always at the same
// time; as many as nothing falls due in are taken at once.

import { type Clock, createSystemClock } from '@netmgr/client';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { ScenarioRun } from './scenario-run.ts';

const STEP_MS = 50;
/** For how long, in real time, the host gets no turn for anything else, such as the timeout of a test. */
const MAX_BUSY_MS = 50;

/** A clock whose time can be moved on. */
export type MovableClock = Clock & Pick<VirtualClock, 'advance'> & Partial<Pick<VirtualClock, 'advanceBy'>>;

/** Tells whether a clock waits for somebody to move it on. */
export const isVirtual = (clock: Clock): clock is MovableClock =>
  // By its shape, for it may be from the CommonJS build of this package.
  'advance' in clock && typeof clock.advance === 'function';

/** Moves time on until a run is over. */
export const drive = async (run: ScenarioRun, clock: MovableClock): Promise<void> => {
  const host = createSystemClock();
  let turnBegan = host.now();
  try {
    while (!run.isOver) {
      if (clock.advanceBy === undefined) await clock.advance(chooseStep(run, 0));
      else await clock.advanceBy((idleMs) => chooseStep(run, idleMs));
      if (host.now() - turnBegan < MAX_BUSY_MS) continue;
      await nextTurn();
      turnBegan = host.now();
    }
  } catch (error) {
    run.crash(error);
  }
};

const chooseStep = (run: ScenarioRun, idleMs: number): number => {
  if (run.isOver) return 0;
  const { leftMs } = run;
  const endMs = leftMs > 0 ? leftMs : Number.POSITIVE_INFINITY;
  const idleSteps = Math.floor(Math.min(idleMs, endMs) / STEP_MS);
  if (Number.isFinite(idleSteps) && idleSteps > 0) return idleSteps * STEP_MS;
  return Math.min(endMs, STEP_MS);
};

/** Lets the host do what else there is to do. By a message, since tests put fakes in the place of timers. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') return resolve();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
