import type { Clock } from '@netmgr/client';
import { UsageError } from '@netmgr/client/protocol';
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

/** Checks the options of a replay. Throws UsageError BAD_OPTION naming the first that is wrong. */
export const createPace = ({ clock, speed = 1, patienceMs = 1000, onMismatch }: ReplayOptions): ReplayPace => {
  if (!(speed > 0)) throw new UsageError('BAD_OPTION', `speed must be a number above 0, not ${String(speed)}`);
  if (!(patienceMs >= 0)) {
    throw new UsageError('BAD_OPTION', `patienceMs must be a number from 0 up, not ${String(patienceMs)}`);
  }
  return { clock, speed, patienceMs, mismatches: new MismatchLog(onMismatch) };
};
