import type { Clock } from '@netmgr/client';
import { badOption, checkClock, checkFunction, checkOptions } from '../check-option.ts';
import type { ReplayPace } from './line-player.ts';
import type { Recording } from './recording.ts';
import { MismatchLog, type ReplayMismatch } from './replay-mismatch.ts';

/** How a recording is replayed, to either side. */
export interface ReplayOptions {
  /** Time, virtual or real. */
  readonly clock: Clock;
  /** What to replay, by `readRecording`. A damaged one is replayed as far as it goes. */
  readonly recording: Recording;
  /** How many times as fast as recorded; Infinity never waits for the time, only for the peer. @default 1 */
  readonly speed?: number;
  /** How long the live side may be late with what it did in the recording, before the replay goes on without it; 0 never waits. @default 1_000 */
  readonly patienceMs?: number;
  /** Hears where the live side differs from the recorded one. The replay goes on. */
  readonly onMismatch?: (mismatch: ReplayMismatch) => void;
}

/** The names of `ReplayOptions`. */
export const REPLAY_OPTION_NAMES: readonly (keyof ReplayOptions)[] = [
  'clock',
  'recording',
  'speed',
  'patienceMs',
  'onMismatch',
];

/** Checks the options of a replay, of which the ones by `otherNames` are checked by somebody else. Throws UsageError BAD_OPTION. */
export const checkReplayOptions = (options: ReplayOptions, otherNames: readonly string[] = []): void => {
  const given = checkOptions('the replay', options, [...REPLAY_OPTION_NAMES, ...otherNames]);
  const { clock, recording, speed = 1, patienceMs = 1000, onMismatch } = given;
  checkClock('clock', clock);
  if (!Array.isArray(recording?.events)) throw badOption('recording', 'made by readRecording()', recording);
  if (typeof speed !== 'number' || !(speed > 0)) throw badOption('speed', 'a number above 0', speed);
  if (typeof patienceMs !== 'number' || !(patienceMs >= 0)) {
    throw badOption('patienceMs', 'a number from 0 up', patienceMs);
  }
  if (onMismatch !== undefined) checkFunction('onMismatch', onMismatch);
};

/** Gives the pace of a replay whose options were checked. */
export const createPace = ({ clock, speed = 1, patienceMs = 1000, onMismatch }: ReplayOptions): ReplayPace => ({
  clock,
  speed,
  patienceMs,
  mismatches: new MismatchLog(onMismatch),
});
