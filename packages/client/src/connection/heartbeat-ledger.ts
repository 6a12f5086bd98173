// Pairs heartbeats with replies over a wire on which both look alike (PROTOCOL.md, "System messages").

/** What an inbound heartbeat is. */
export type HeartbeatMeaning =
  /** The reply to one of ours; `rttMs` only when it cannot be the reply to another. */
  | { readonly is: 'reply'; readonly rttMs: number | undefined }
  /** The server asks, and waits for an answer. */
  | { readonly is: 'ask' }
  /** An echo of our answer: answering it too would never end. */
  | { readonly is: 'echo' };

/** An ask this soon after our last answer is that answer coming back. */
const ECHO_WITHIN_MS = 250;

/** Counts heartbeats that wait for their reply, on one connection. */
export class HeartbeatLedger {
  readonly #expectReply: boolean;
  #unanswered = 0;
  #sentAt = 0;
  #ambiguous = false;
  #serverAsks = false;
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(expectReply: boolean) {
    this.#expectReply = expectReply;
  }

  /** Notes that one of our heartbeats went out. */
  sent(now: number): void {
    if (!this.#expectReply) return;
    this.#unanswered++;
    this.#sentAt = now;
    // Karn's rule: with two on the way, nobody can tell which of them a reply answers.
    if (this.#unanswered > 1) this.#ambiguous = true;
  }

  /** Tells what a heartbeat that came at `now` means. */
  received(now: number): HeartbeatMeaning {
    if (this.#unanswered === 0) return this.#asked(now);
    this.#unanswered--;
    const rttMs = this.#ambiguous || this.#serverAsks ? undefined : now - this.#sentAt;
    if (this.#unanswered === 0) this.#ambiguous = false;
    return { is: 'reply', rttMs };
  }

  #asked(now: number): HeartbeatMeaning {
    // From here on an ask can cross one of our heartbeats and pass for its reply, so round trips can no longer be told.
    this.#serverAsks = true;
    if (now - this.#answeredAt < ECHO_WITHIN_MS) return { is: 'echo' };
    this.#answeredAt = now;
    return { is: 'ask' };
  }
}
