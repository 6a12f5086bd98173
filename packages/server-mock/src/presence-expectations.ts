import type { Clock } from '@netmgr/client';
import { checkNumber, checkOptions } from './check-option.ts';
import { ClaimBoard, checkWait } from './claim-board.ts';
import { MockError } from './errors.ts';
import type { OfflineReason } from './events.ts';
import type { ExpectOptions } from './expectations.ts';
import { Fifo } from './fifo.ts';
import type { MockClient } from './mock-client.ts';

/** How long to wait unless told otherwise. */
const WITHIN_MS_BY_DEFAULT = 1000;
/** How many comings and goings can be expected after the fact. */
const MAX_KEPT = 1000;

/** One client's end. */
export interface OfflineRecord {
  readonly client: MockClient;
  readonly reason: OfflineReason;
  /** Says more when the client's bytes were wrong. */
  readonly error: Error | undefined;
  /** When it happened, on the server's clock. */
  readonly at: number;
}

/** How to wait for a client's end. */
export interface ExpectOfflineOptions extends ExpectOptions {
  /** Whose end, given by itself or its id. @default anybody's */
  readonly client?: MockClient | number;
}

/** Matches who comes and goes with who is expected to. */
export class PresenceExpectations {
  readonly #clock: Clock;
  readonly #describeFrames: () => string;
  readonly #arrivals: Fifo<MockClient> = new Fifo();
  readonly #departures: Fifo<OfflineRecord> = new Fifo();
  readonly #onlineBoard: ClaimBoard<MockClient>;
  readonly #offlineBoard: ClaimBoard<OfflineRecord>;

  /** `describeFrames` shows what went over the wire last; failures end with it. */
  constructor(clock: Clock, describeFrames: () => string) {
    this.#clock = clock;
    this.#describeFrames = describeFrames;
    this.#onlineBoard = new ClaimBoard(clock, () => this.#arrivals.toArray());
    this.#offlineBoard = new ClaimBoard(clock, () => this.#departures.toArray());
  }

  /** Claims the earliest arrival that no earlier call has claimed, or waits for one. */
  expectOnline(options?: ExpectOptions): Promise<MockClient> {
    const { withinMs = WITHIN_MS_BY_DEFAULT } = checkOptions('expectOnline', options, ['withinMs']);
    checkWait('withinMs', withinMs);
    const createFailure = (): MockError => this.#fail(`no client came online within ${withinMs} ms`, []);
    return this.#onlineBoard.claim({ fits: () => true, withinMs, createFailure });
  }

  /** Claims the earliest unclaimed end of a client that fits, or waits for one. */
  expectOffline(reason?: OfflineReason, options?: ExpectOfflineOptions): Promise<OfflineRecord> {
    const { withinMs = WITHIN_MS_BY_DEFAULT, client } = checkOptions('expectOffline', options, ['withinMs', 'client']);
    checkWait('withinMs', withinMs);
    const id = typeof client === 'object' ? client?.id : client;
    if (client !== undefined) checkNumber('expectOffline: client', id, { min: 1, isWhole: true });
    const who = id === undefined ? 'no client' : `client ${id} was not`;
    const went = id === undefined ? 'went offline' : 'offline';
    const by = reason === undefined ? '' : ` by '${reason}'`;
    return this.#offlineBoard.claim({
      fits: (departure) =>
        (reason === undefined || departure.reason === reason) && (id === undefined || departure.client.id === id),
      withinMs,
      createFailure: () => this.#fail(`${who} ${went}${by} within ${withinMs} ms`, this.#departures.toArray()),
    });
  }

  /** Notes that a client came. */
  noteOnline(client: MockClient): void {
    keep(this.#arrivals, client);
    this.#onlineBoard.offer(client);
  }

  /** Notes that a client went. */
  noteOffline(client: MockClient, reason: OfflineReason, error: Error | undefined): void {
    const departure = { client, reason, error, at: this.#clock.now() };
    keep(this.#departures, departure);
    this.#offlineBoard.offer(departure);
  }

  /** Rejects all who wait. */
  rejectAll(error: Error): void {
    this.#onlineBoard.rejectAll(error);
    this.#offlineBoard.rejectAll(error);
  }

  #fail(what: string, departures: readonly OfflineRecord[]): MockError {
    const lines = departures.slice(-5).map((departure) => {
      const note = this.#offlineBoard.isClaimed(departure) ? ' (claimed by an earlier expectOffline)' : '';
      return `\n  client ${departure.client.id}: ${departure.reason}${note}`;
    });
    const seen = lines.length === 0 ? '' : `; went offline last:${lines.join('')}`;
    return new MockError('EXPECTATION_FAILED', `${what}${seen}${this.#describeFrames()}`);
  }
}

const keep = <T>(fifo: Fifo<T>, item: T): void => {
  fifo.add(item);
  if (fifo.size > MAX_KEPT) fifo.take();
};
