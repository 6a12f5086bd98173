import { HeartbeatLedger, type HeartbeatMeaning } from './heartbeat-ledger.ts';
import { Liveness, type LivenessPolicy } from './liveness.ts';

/** What the heartbeats of a connection follow. */
export interface HeartbeatPolicy extends LivenessPolicy {
  readonly expectReply: boolean;
}

/** The heartbeats of one connection: judges the silence behind them, and pairs them with their replies. */
export class Heartbeats extends Liveness {
  readonly #ledger: HeartbeatLedger;

  /** Without a policy none are sent, and those of the server are answered all the same. */
  constructor(policy: HeartbeatPolicy | undefined) {
    super(policy);
    this.#ledger = new HeartbeatLedger(policy?.expectReply ?? false);
  }

  /** Notes that a heartbeat goes out at `now`, after `bytesIn` bytes were heard in all. */
  sent(now: number, bytesIn: number): void {
    this.heartbeatSent(now, bytesIn);
    this.#ledger.sent(now);
  }

  /** Tells what a heartbeat that came at `now` means. */
  received(now: number): HeartbeatMeaning {
    return this.#ledger.received(now);
  }
}
