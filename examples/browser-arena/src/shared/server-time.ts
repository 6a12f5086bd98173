/** How fast the estimate follows a connection that has become slower, per message. */
const FORGETTING = 0.02;

/** Tells the server's time from the times that its messages carry. The fastest messages count most: the others waited somewhere. */
export class ServerTime {
  #offsetMs: number | undefined;

  /** Notes that a message of `serverMs` came at `localMs`. */
  note(serverMs: number, localMs: number): void {
    const offsetMs = localMs - serverMs;
    const before = this.#offsetMs ?? offsetMs;
    this.#offsetMs = offsetMs < before ? offsetMs : before + (offsetMs - before) * FORGETTING;
  }

  /** Tells the server's time at `localMs`, as its messages would show it; `undefined` before the first. */
  at(localMs: number): number | undefined {
    return this.#offsetMs === undefined ? undefined : localMs - this.#offsetMs;
  }
}
