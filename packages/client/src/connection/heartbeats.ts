// The one place that decides that a server is dead. Rules:
// 1. Any inbound byte is proof of life. Bytes are counted anyway, so a count that moved since a heartbeat answers it.
// 2. The deadline runs from the oldest heartbeat with no byte behind it; traffic never moves it later than that.
// 3. Halfway there the server is suspect. At the deadline it is dead.
// 4. A timer that ran late proves nothing: its verdict is void. But only MAX_VOIDS times in a row, or a tab whose timers
//    always run late would never notice a dead server.
// 5. Neither does a silence before the host woke. But only MAX_VOIDS times without a byte between, or a player who comes and goes would never
//    notice one. So every death is noticed within intervalMs + (1 + MAX_VOIDS) · replyTimeoutMs, wherever timers run on time.

import { NEVER } from '../clock.ts';

/** What the silence so far means. */
export type Verdict =
  /** Too early to tell; judge again in `ms`. */
  | { readonly is: 'wait'; readonly ms: number }
  /** Half the deadline passed; judge again in `ms`. */
  | { readonly is: 'suspect'; readonly ms: number }
  /** The timer ran so late that the host was asleep, not the server. */
  | { readonly is: 'void' }
  | { readonly is: 'dead'; readonly waitedMs: number };

/** What the heartbeats of a connection follow. */
export interface HeartbeatPolicy {
  readonly intervalMs: number;
  readonly replyTimeoutMs: number;
  /** `idle` asks only after `intervalMs` without traffic in one direction, and not before the first exchange. */
  readonly when: 'always' | 'idle';
  readonly expectReply: boolean;
}

/**
 * What an inbound heartbeat is: the server `ask`s and waits for an answer; an `echo` of our answer, and to answer it too would never end; or the
 * reply to one of ours, told as its round trip in milliseconds, `undefined` when it may be the reply to another.
 */
export type HeartbeatMeaning = 'ask' | 'echo' | number | undefined;

const MAX_VOIDS = 2;
const MIN_LATE_MS = 1000;
/** An ask this soon after our last answer is that answer coming back. */
const ECHO_WITHIN_MS = 250;

/**
 * The heartbeats of one connection: judges the silence behind them, and pairs them with their replies over a wire on which both look alike
 * (PROTOCOL.md, "System messages"). All times come from the caller's monotonic clock.
 */
export class Heartbeats {
  readonly #policy: HeartbeatPolicy | undefined;
  #awaitingSince = NEVER;
  #bytesInThen = 0;
  #suspected = false;
  #voids = 0;
  #excuses = 0;
  #unanswered = 0;
  #sentAt = 0;
  #ambiguous = false;
  #serverAsks = false;
  #answeredAt: number | undefined;

  /** Without a policy none are sent, nothing is concluded, and those of the server are answered all the same. */
  constructor(policy: HeartbeatPolicy | undefined) {
    this.#policy = policy;
  }

  /** Notes that a heartbeat goes out at `now`, after `bytesIn` bytes were heard in all. */
  sent(now: number, bytesIn: number): void {
    const isHeard = bytesIn !== this.#bytesInThen;
    if (isHeard) this.#voids = this.#excuses = 0;
    if (isHeard || this.#awaitingSince === NEVER) {
      this.#awaitingSince = now;
      this.#bytesInThen = bytesIn;
      this.#suspected = false;
    }
    if (!this.#policy?.expectReply) return;
    this.#sentAt = now;
    // Karn's rule: with two on the way, nobody can tell which of them a reply answers.
    if (this.#unanswered++ > 0) this.#ambiguous = true;
  }

  /** Counts every heartbeat so far as answered; the next one gets a full deadline. */
  forgive(): void {
    this.#awaitingSince = NEVER;
  }

  /** Does the same because the host woke, unless it woke too often. */
  excuse(): void {
    if (this.#awaitingSince === NEVER || this.#excuses === MAX_VOIDS) return;
    this.#excuses++;
    this.forgive();
  }

  /** Judges at `now`, in a timer that ran `lateMs` after it was due; `undefined`: a byte came since the oldest unanswered heartbeat. */
  judge(now: number, lateMs: number, bytesIn: number): Verdict | undefined {
    if (this.#awaitingSince === NEVER || !this.#policy || bytesIn !== this.#bytesInThen) {
      this.forgive();
      return undefined;
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
  mayAsk(exchangedAt: number = NEVER): boolean {
    const when = this.#policy?.when;
    return when === 'always' || (when === 'idle' && exchangedAt !== NEVER);
  }

  /** Tells how long the next heartbeat can wait, given when traffic last went both ways; 0 means it is due. */
  untilProbeMs(now: number, exchangedAt: number): number {
    if (this.#policy?.when !== 'idle') return 0;
    const { intervalMs } = this.#policy;
    return exchangedAt === NEVER ? intervalMs : Math.max(0, exchangedAt + intervalMs - now);
  }

  /** Tells what a heartbeat that came at `now` means. */
  received(now: number): HeartbeatMeaning {
    if (this.#unanswered === 0) return this.#asked(now);
    this.#unanswered--;
    const rttMs = this.#ambiguous || this.#serverAsks ? undefined : now - this.#sentAt;
    if (this.#unanswered === 0) this.#ambiguous = false;
    return rttMs;
  }

  #asked(now: number): HeartbeatMeaning {
    // From here on an ask can cross one of our heartbeats and pass for its reply, so round trips can no longer be told.
    this.#serverAsks = true;
    if (now - (this.#answeredAt ?? NEVER) < ECHO_WITHIN_MS) return 'echo';
    this.#answeredAt = now;
    return 'ask';
  }
}
