// The one place that decides that a server is dead. Rules:
// 1. Any inbound byte is proof of life. Bytes are counted anyway, so a count that moved since a heartbeat answers it.
// 2. The deadline runs from the oldest heartbeat with no byte behind it; traffic never moves it later than that.
// 3. Halfway there the server is suspect. At the deadline it is dead.
// 4. A timer that ran late proves nothing: its verdict is void. But only MAX_VOIDS times in a row, or a tab whose timers
//    always run late would never notice a dead server.
// 5. Neither does a silence before the host woke. But only MAX_VOIDS times without a byte between, or a player who comes and goes would never
//    notice one. So every death is noticed within intervalMs + (1 + MAX_VOIDS) · replyTimeoutMs, wherever timers run on time.

/** What the silence so far means. */
export type Verdict =
  /** A byte came since the oldest unanswered heartbeat. */
  | { readonly is: 'alive' }
  /** Too early to tell; judge again in `ms`. */
  | { readonly is: 'wait'; readonly ms: number }
  /** Half the deadline passed; judge again in `ms`. */
  | { readonly is: 'suspect'; readonly ms: number }
  /** The timer ran so late that the host was asleep, not the server. */
  | { readonly is: 'void' }
  | { readonly is: 'dead'; readonly waitedMs: number };

/** What liveness needs to know of the heartbeat options. */
export interface LivenessPolicy {
  readonly intervalMs: number;
  readonly replyTimeoutMs: number;
  /** `idle` asks only after `intervalMs` without traffic in one direction, and not before the first exchange. */
  readonly when: 'always' | 'idle';
}

const MAX_VOIDS = 2;
const MIN_LATE_MS = 1000;

/** Judges the silence of one connection. All times come from the caller's monotonic clock. */
export class Liveness {
  readonly #policy: LivenessPolicy | undefined;
  #awaitingSince: number | undefined;
  #bytesInThen = 0;
  #suspected = false;
  #voids = 0;
  #excuses = 0;

  /** Without a policy no heartbeats are sent, so nothing is concluded. */
  constructor(policy: LivenessPolicy | undefined) {
    this.#policy = policy;
  }

  /** Notes that a heartbeat goes out at `now`, after `bytesIn` bytes were heard in all. */
  heartbeatSent(now: number, bytesIn: number): void {
    if (this.#awaitingSince !== undefined && bytesIn === this.#bytesInThen) return;
    if (bytesIn !== this.#bytesInThen) this.#voids = this.#excuses = 0;
    this.#startWaiting(now, bytesIn);
  }

  /** Counts every heartbeat so far as answered; the next one gets a full deadline. */
  forgive(): void {
    this.#awaitingSince = undefined;
  }

  /** Does the same because the host woke, unless it woke too often. */
  excuse(): void {
    if (this.#awaitingSince === undefined || this.#excuses === MAX_VOIDS) return;
    this.#excuses++;
    this.forgive();
  }

  /** Judges at `now`, in a timer that ran `lateMs` after it was due. */
  judge(now: number, lateMs: number, bytesIn: number): Verdict {
    if (this.#awaitingSince === undefined || this.#policy === undefined || bytesIn !== this.#bytesInThen) {
      this.#awaitingSince = undefined;
      return { is: 'alive' };
    }
    const { replyTimeoutMs } = this.#policy;
    const waitedMs = now - this.#awaitingSince;
    const halfMs = replyTimeoutMs / 2;
    // The timer may be older than the heartbeat; then its lateness says nothing about this one.
    if (waitedMs < halfMs) return { is: 'wait', ms: halfMs - waitedMs };
    if (lateMs > Math.max(MIN_LATE_MS, halfMs) && this.#voids < MAX_VOIDS) {
      this.#voids++;
      return { is: 'void' };
    }
    if (waitedMs >= replyTimeoutMs) return { is: 'dead', waitedMs };
    const is = this.#suspected ? 'wait' : 'suspect';
    this.#suspected = true;
    return { is, ms: replyTimeoutMs - waitedMs };
  }

  /** Tells whether a heartbeat out of turn is welcome: a server of `idle` mode may want to be spoken to by the game first. */
  mayAsk(lastInAt: number | undefined, lastOutAt: number | undefined): boolean {
    const when = this.#policy?.when;
    return when === 'always' || (when === 'idle' && lastInAt !== undefined && lastOutAt !== undefined);
  }

  /** Tells how long the next heartbeat can wait, given when traffic last went each way (`undefined`: never); 0 means it is due. */
  untilProbeMs(now: number, lastInAt: number | undefined, lastOutAt: number | undefined): number {
    if (this.#policy?.when !== 'idle') return 0;
    const { intervalMs } = this.#policy;
    if (lastInAt === undefined || lastOutAt === undefined) return intervalMs;
    return Math.max(0, Math.min(lastInAt, lastOutAt) + intervalMs - now);
  }

  #startWaiting(now: number, bytesIn: number): void {
    this.#awaitingSince = now;
    this.#bytesInThen = bytesIn;
    this.#suspected = false;
  }
}
