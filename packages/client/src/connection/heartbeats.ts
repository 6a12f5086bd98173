import { HeartbeatLedger, type HeartbeatMeaning } from './heartbeat-ledger.ts';
import { Liveness, type LivenessPolicy, type Verdict } from './liveness.ts';

/** What the heartbeats of a connection follow. */
export interface HeartbeatPolicy extends LivenessPolicy {
  readonly expectReply: boolean;
}

/** The heartbeats of one connection: pairs them with their replies, and judges the silence behind them. */
export class Heartbeats {
  readonly #liveness: Liveness | undefined;
  readonly #ledger: HeartbeatLedger;

  /** Without a policy none are sent, and those of the server are answered all the same. */
  constructor(policy: HeartbeatPolicy | undefined) {
    this.#liveness = policy && new Liveness(policy);
    this.#ledger = new HeartbeatLedger(policy?.expectReply ?? false);
  }

  /** Notes that a heartbeat goes out at `now`, after `bytesIn` bytes were heard in all. */
  sent(now: number, bytesIn: number): void {
    this.#liveness?.heartbeatSent(now, bytesIn);
    this.#ledger.sent(now);
  }

  /** Tells what a heartbeat that came at `now` means. */
  received(now: number): HeartbeatMeaning {
    return this.#ledger.received(now);
  }

  /** Counts every heartbeat so far as answered. */
  forgive(): void {
    this.#liveness?.forgive();
  }

  /** Voids the silence before the host woke; see `Liveness`. */
  excuse(): void {
    this.#liveness?.excuse();
  }

  /** Tells whether a heartbeat out of turn is welcome. */
  mayAsk(lastInAt: number | undefined, lastOutAt: number | undefined): boolean {
    return this.#liveness?.mayAsk(lastInAt, lastOutAt) ?? false;
  }

  /** Judges the silence at `now`, in a timer that ran `lateMs` after it was due. */
  judge(now: number, lateMs: number, bytesIn: number): Verdict {
    return this.#liveness?.judge(now, lateMs, bytesIn) ?? { is: 'alive' };
  }

  /** Tells how long the next heartbeat can wait; see `Liveness`. */
  untilProbeMs(now: number, lastInAt: number | undefined, lastOutAt: number | undefined): number {
    return this.#liveness?.untilProbeMs(now, lastInAt, lastOutAt) ?? 0;
  }
}
