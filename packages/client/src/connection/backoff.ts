/** How delays between dials grow. */
export interface BackoffPolicy {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/** What is known of the drop that a delay follows. */
export interface BackoffFacts {
  /** Numbers the dial that the delay leads to, from 1; it falls back to 1 after a stable connection. */
  readonly attempt: number;
  /** The server said that it restarts, so all of its clients come at once. */
  readonly serverRestarts?: boolean;
  /** The time after which the server or the game wants the dial. */
  readonly hintMs?: number | undefined;
}

const MIN_DELAY_MS = 250;
const MIN_HINT_SPREAD_MS = 200;
const RESTART_SPREAD = 7;
/** Enough doublings to reach any delay that a timer takes. */
const MAX_DOUBLINGS = 31;

/**
 * Tells the delay before a dial, from a draw between 0 and 1: full jitter at every step, also at the cap, so that a crowd that dropped together never
 * dials together.
 *
 * - first dial: U(0, base), or U(0, 7 · base) when the server restarts
 * - then: max(250 ms, U(0, min(max, base · 2ⁿ)))
 * - with a hint r: r + U(0, max(200 ms, r / 10))
 */
export const delayBeforeDialMs = (policy: BackoffPolicy, facts: BackoffFacts, draw: number): number => {
  const { baseDelayMs, maxDelayMs } = policy;
  const { attempt, serverRestarts, hintMs } = facts;
  if (hintMs !== undefined) return hintMs + draw * Math.max(MIN_HINT_SPREAD_MS, hintMs / 10);
  if (attempt === 1) return draw * Math.min(maxDelayMs, baseDelayMs * (serverRestarts ? RESTART_SPREAD : 1));
  const ceilingMs = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, MAX_DOUBLINGS));
  return Math.max(Math.min(MIN_DELAY_MS, maxDelayMs), draw * ceilingMs);
};
