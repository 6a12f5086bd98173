/** How fast the estimate of the server's time follows a connection that has become slower, per message. */
const FORGETTING = 0.02;
/** Two ticks of the server: there is nearly always a newer place to glide to. */
const MIN_DELAY_MS = 110;
const MAX_DELAY_MS = 1000;
/** One tick of the server, on top of what messages were late by. */
const ROOM_MS = 60;
/** How much of the worst lateness is left after a message. */
const KEEP_WORST = 0.985;
/** How much one message may change the delay: it grows faster than it shrinks, and neither is seen as a jump. */
const MAX_GROWTH_MS = 8;
const MAX_SHRINKING_MS = 1;

/**
 * Decides which moment of the server's time is shown: a little in the past, and further back the more messages differ in how long they
 * take, so that jitter is smoothed out.
 */
export class Playout {
  #offsetMs: number | undefined;
  #worstMs = 0;
  #delayMs: number = MIN_DELAY_MS;
  #shownMs: number = Number.NEGATIVE_INFINITY;

  /** How far in the past the others are shown. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** Notes that a message of `serverMs` came at `localMs`. The fastest messages tell the time best: the others waited somewhere. */
  note(serverMs: number, localMs: number): void {
    const offsetMs = localMs - serverMs;
    const before = this.#offsetMs ?? offsetMs;
    this.#offsetMs = offsetMs < before ? offsetMs : before + (offsetMs - before) * FORGETTING;
    this.#worstMs = Math.max(offsetMs - this.#offsetMs, this.#worstMs * KEEP_WORST);
    const wantedMs = Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, this.#worstMs + ROOM_MS));
    this.#delayMs += Math.min(MAX_GROWTH_MS, Math.max(-MAX_SHRINKING_MS, wantedMs - this.#delayMs));
  }

  /** Tells the moment of the server's time to show at `localMs`, never before the one told last; `undefined` before the first message. */
  at(localMs: number): number | undefined {
    if (this.#offsetMs === undefined) return undefined;
    this.#shownMs = Math.max(this.#shownMs, localMs - this.#offsetMs - this.#delayMs);
    return this.#shownMs;
  }
}
