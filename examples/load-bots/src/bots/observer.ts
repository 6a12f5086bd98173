/** Hears what bots live through. The command counts it, the Artillery engine passes it on. */
export interface Observer {
  /** A connection stands; how long it took from the wish for it, `undefined` for one that followed a loss. */
  connected(tookMs: number | undefined): void;
  /** A message was sent, or a request. */
  sent(): void;
  /** A request was answered: how long that took from when it was planned, and from when it was sent. */
  replied(fromPlanMs: number, fromSendMs: number): void;
  /** A request stayed without answer for so long, from when it was planned. */
  waitedInVain(fromPlanMs: number): void;
  /** A heartbeat was answered. */
  heartbeat(rttMs: number): void;
  /** Something failed. */
  failed(code: string, error: unknown): void;
  /** A turn begins, so much later than it could have. */
  turn(lagMs: number): void;
  /** Turns were planned for a time without a connection, or were not begun when the run ended. */
  missed(turns: number): void;
}
