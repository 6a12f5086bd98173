import type { MachineTimer } from './connection/effect.ts';

/** The timers of a connection: the machine's, and those that only the shell knows. */
export type TimerName = MachineTimer | 'frame' | 'drain' | 'calendar';

/** All of them, those of every heartbeat first. */
export const TIMERS: readonly TimerName[] = [
  'reply',
  'heartbeat',
  'stable',
  'frame',
  'drain',
  'connectTimeout',
  'retryDue',
  'calendar',
  'quitTimeout',
];
