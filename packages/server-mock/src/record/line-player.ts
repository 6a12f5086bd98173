// Plays one side of a recorded connection to a live peer. Rule 1: what this side did happens in its order, never before its recorded
// time, and not before the peer has done what it did before. Rule 2: a peer that is late makes all that follows as much later.
// Rule 3: a peer that is later than `patienceMs` is waited for no more, for the rest of the connection.

import type { Clock } from '@netmgr/client';
import type { Direction } from '../link/stage.ts';
import { PeerCheck } from './peer-check.ts';
import type { MismatchLog, ReplayMismatchKind } from './replay-mismatch.ts';
import type { ReplayScript, ScriptEvent } from './replay-script.ts';

/** What is played on. */
export interface PlayedLine {
  send(bytes: Uint8Array): void;
  end(code: number | undefined): void;
  reset(): void;
}

/** How all connections of a replay are played. */
export interface ReplayPace {
  readonly clock: Clock;
  readonly speed: number;
  readonly patienceMs: number;
  readonly mismatches: MismatchLog;
}

/** What a player works with. */
export interface LinePlayerOptions {
  readonly pace: ReplayPace;
  readonly script: ReplayScript;
  /** The direction that is played; the other is the peer's. */
  readonly own: Direction;
  readonly line: PlayedLine;
  /** Hears that everything was played, or that the line is gone. Once. */
  readonly onDone: () => void;
}

/** Plays one connection, from its opening on. */
export class LinePlayer {
  readonly #options: LinePlayerOptions;
  readonly #events: readonly ScriptEvent[];
  readonly #startedAt: number;
  readonly #check: PeerCheck;
  #next = 0;
  #shiftMs = 0;
  #expectedBytes = 0;
  #hasPeerEnded = false;
  #isGone = false;
  #isDone = false;
  #isPatient: boolean;
  #disarm: (() => void) | undefined;

  /** The connection has just opened. The first events may be played from inside the constructor's microtask, never from inside it. */
  constructor(options: LinePlayerOptions) {
    const { own, pace, script } = options;
    this.#options = options;
    this.#events = script.events;
    this.#startedAt = pace.clock.now();
    this.#isPatient = pace.patienceMs > 0;
    const expected = script.events.filter((event) => event.kind === 'bytes' && event.direction !== own);
    this.#check = new PeerCheck(
      expected.map((event) => (event as { bytes: Uint8Array }).bytes),
      (kind, offset, detail) => this.#report(kind, detail, offset),
    );
    queueMicrotask(() => this.#play());
  }

  /** The peer sent bytes. */
  onBytes(bytes: Uint8Array): void {
    this.#check.take(bytes);
    this.#playSoon();
  }

  /** The peer said that it sends no more. */
  onEnd(): void {
    if (this.#hasPeerEnded) return;
    this.#hasPeerEnded = true;
    const { receivedBytes } = this.#check;
    const recordedBytes = this.#events.reduce((sum, event) => sum + (this.#isPeers(event) ? lengthOf(event) : 0), 0);
    if (receivedBytes < recordedBytes) {
      this.#report('missing', `${receivedBytes} bytes came before the end, recorded are ${recordedBytes}`);
    }
    this.#playSoon();
  }

  /** The connection is gone. */
  onGone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.onEnd();
    if (this.#isDone) return;
    const left = this.#events.slice(this.#next).filter((event) => !this.#isPeers(event) && event.kind === 'bytes');
    if (left.length > 0)
      this.#report('endedEarly', `the connection is gone, and ${left.length} pieces were left to play`);
    this.#finish();
  }

  /** Plays nothing more, and tells nobody. */
  stop(): void {
    this.#isDone = true;
    this.#disarm?.();
  }

  #playSoon(): void {
    if (!this.#isDone) queueMicrotask(() => this.#play());
  }

  #play(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    while (!this.#isDone && !this.#isGone) {
      const event = this.#events[this.#next];
      if (event === undefined) this.#finish();
      else if (!(this.#isPeers(event) ? this.#passPeer(event) : this.#passOwn(event))) return;
    }
  }

  /** Plays an event of this side if it is time; tells whether it was. */
  #passOwn(event: ScriptEvent): boolean {
    const { clock, speed } = this.#options.pace;
    const waitMs = this.#startedAt + event.afterMs / speed + this.#shiftMs - clock.now();
    if (waitMs > 0) {
      this.#disarm = clock.after(waitMs, () => this.#play());
      return false;
    }
    this.#next++;
    this.#perform(event);
    return true;
  }

  /** Goes on behind an event of the peer if it has happened, or is not waited for; tells whether. */
  #passPeer(event: ScriptEvent): boolean {
    const { clock, speed, patienceMs } = this.#options.pace;
    const expectedBytes = this.#expectedBytes + lengthOf(event);
    const hasHappened = event.kind === 'bytes' ? this.#check.receivedBytes >= expectedBytes : this.#hasPeerEnded;
    const lateMs = clock.now() - (this.#startedAt + event.afterMs / speed);
    if (!hasHappened && this.#isPatient && event.kind !== 'violation') {
      const waitMs = patienceMs + this.#shiftMs - lateMs;
      if (waitMs > 0) {
        this.#disarm = clock.after(waitMs, () => this.#play());
        return false;
      }
      this.#isPatient = false;
      this.#report('late', `${describeEvent(event)} did not come within ${patienceMs} ms`);
    } else if (hasHappened && this.#isPatient) this.#shiftMs = Math.max(this.#shiftMs, lateMs);
    this.#expectedBytes = expectedBytes;
    this.#next++;
    return true;
  }

  #perform(event: ScriptEvent): void {
    const { line } = this.#options;
    if (event.kind === 'bytes') line.send(event.bytes);
    else if (event.kind === 'end') line.end(event.code);
    else line.reset();
  }

  #finish(): void {
    this.stop();
    this.#options.onDone();
  }

  #isPeers(event: ScriptEvent): boolean {
    return event.direction !== this.#options.own;
  }

  #report(kind: ReplayMismatchKind, detail: string, offset: number = this.#check.receivedBytes): void {
    const { pace, script } = this.#options;
    pace.mismatches.add({ kind, connection: script.connection, offset, detail });
  }
}

const lengthOf = (event: ScriptEvent): number => (event.kind === 'bytes' ? event.bytes.length : 0);

const describeEvent = (event: ScriptEvent): string =>
  event.kind === 'bytes' ? `a piece of ${event.bytes.length} bytes` : `the peer's ${event.kind}`;
