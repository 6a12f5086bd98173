/** The timers of a connection: the machine's, and those that only the shell knows; those of every heartbeat first. No other can be armed. */
export const TIMERS = [
  'reply',
  'heartbeat',
  'stable',
  'frame',
  'drain',
  'connectTimeout',
  'retryDue',
  'calendar',
  'quitTimeout',
] as const;

/** The name of one of them. */
export type TimerName = (typeof TIMERS)[number];
