import type { Clock } from '@netmgr/client';
import type { OfflineReason } from '../events.ts';
import type { MockClient } from '../mock-client.ts';
import type { MockServer } from '../mock-server.ts';

/** A client that went offline while a scenario ran. */
export interface Departure {
  readonly client: MockClient;
  readonly reason: OfflineReason;
  /** When, in milliseconds since the scenario began. */
  readonly atMs: number;
}

/** What a step of a scenario sees when it runs. */
export interface Moment {
  readonly server: MockServer;
  readonly clock: Clock;
  /** Gives numbers in [0, 1) from the seed of the run. */
  readonly random: () => number;
  /** Tells how long the scenario has been running, in milliseconds. */
  readonly elapsedMs: number;
  /** Counts from 0 how often this step ran before; only steps of `every` and of the `when…` kind run more than once. */
  readonly count: number;
  /** Lists who came online since the scenario began, in order. */
  readonly arrivals: readonly MockClient[];
  /** Lists who went offline since the scenario began, in order. */
  readonly departures: readonly Departure[];
}

/** What a step sees that a client has set off. */
export interface ClientMoment extends Moment {
  /** The client that set it off. Faults, kicks and drops are for this client unless `whom` says otherwise. */
  readonly client: MockClient;
}

/** What a step sees that a message has set off. */
export interface MessageMoment<T> extends ClientMoment {
  readonly message: T;
}
