import type { LatencySample } from './connection/round-trip.ts';
import type { Counters } from './counters.ts';

/** A snapshot of what a NetMgr measured and counted, across its connections. */
export interface NetMgrStats extends Readonly<Counters>, Readonly<Partial<LatencySample>> {
  /** Messages that wait for a connection, and their bytes. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Messages that wait for `update()`. */
  readonly waiting: number;
  /** Bytes accepted by `send` that the network has not taken yet. */
  readonly bufferedBytes: number;
}
