import type { Status } from '../connection/state.ts';
import type { InspectableNet } from './inspectable-net.ts';

/** A state as it is shown: `suspect` is the one of a connection that has been silent for long. */
export type Look = Status | 'suspect';

/** A look, and since when. */
export interface LookSpan {
  readonly since: number;
  readonly look: Look;
}

/** A measured round trip. */
export interface RoundTripPoint {
  readonly at: number;
  readonly rttMs: number;
  readonly jitterMs: number;
}

/** An event in words. */
export interface JournalLine {
  readonly at: number;
  readonly event: string;
  readonly words: string;
  readonly look: Look;
}

const MAX_LINES = 500;
const MAX_POINTS = 500;

/** Notes the states, round trips and events of a NetMgr, the newest of each. */
export class NetJournal {
  readonly spans: LookSpan[] = [];
  readonly roundTrips: RoundTripPoint[] = [];
  readonly lines: JournalLine[] = [];
  readonly #now: () => number;
  readonly #offs: readonly (() => void)[];

  constructor(net: InspectableNet) {
    const { clock } = net.wire;
    this.#now = () => clock.now();
    this.spans.push({ since: this.#now(), look: net.state });
    // Not `error` and `unhandled`: a NetMgr to which nobody listens there does more, or less, than one with a listener.
    this.#offs = [
      net.on('state', (state, previous) => this.#look(state, 'state', `${previous} → ${state}`)),
      net.on('disconnected', ({ error }) => this.#line('disconnected', error?.message ?? 'close() was called')),
      net.on('reconnecting', ({ attempt, delayMs }) =>
        this.#line('reconnecting', `dial ${attempt} in ${(delayMs / 1000).toFixed(1)} s`),
      ),
      net.on('closed', (reason) =>
        this.#line('closed', reason.kind === 'local' ? 'local' : `${reason.kind}: ${reason.error.message}`),
      ),
      // What ends a suspect connection ends the suspicion first; the state follows at once.
      net.on('suspect', (isSuspect) =>
        this.#look(isSuspect ? 'suspect' : net.state, 'suspect', isSuspect ? 'the server is silent' : 'no more'),
      ),
      net.on('latency', ({ rttMs, jitterMs }) =>
        keep(this.roundTrips, { at: this.#now(), rttMs, jitterMs }, MAX_POINTS),
      ),
      net.on('dropped', ({ reason, count }) => this.#line('dropped', `${count} × ${reason}`)),
      net.on('backpressure', (isHigh, bytes) =>
        this.#line('backpressure', isHigh ? `${bytes} bytes wait for the network` : 'drained'),
      ),
    ];
  }

  /** Tells how it looks now. */
  get look(): Look {
    return this.spans.at(-1)!.look;
  }

  /** Listens no more. */
  close(): void {
    for (const off of this.#offs) off();
  }

  #look(look: Look, event: string, words: string): void {
    keep(this.spans, { since: this.#now(), look }, MAX_POINTS);
    this.#line(event, words);
  }

  #line(event: string, words: string): void {
    keep(this.lines, { at: this.#now(), event, words, look: this.look }, MAX_LINES);
  }
}

const keep = <T>(list: T[], item: T, max: number): void => {
  list.push(item);
  if (list.length > max) list.shift();
};
