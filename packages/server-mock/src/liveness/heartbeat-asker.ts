// Asks one client whether it is there. Rules:
// 1. Any byte behind a question is proof of life; a client's own heartbeat that crosses it is its answer.
// 2. One question at a time: the next one goes out `intervalMs` behind the last one, or at once when its answer came later than that.
//    So a client that dies is found within `intervalMs + timeoutMs`.
// 3. Bytes cost no timer, but for the first one behind a question.
// 4. A deadline that is looked at late proves nothing, as the host slept and the answer may wait unread: the question is asked anew.
//    But only twice in a row, or a host that is always late would never find anybody.

import type { Clock } from '@netmgr/client';
import type { AskOptions } from './ask-options.ts';

/** Who is asked. */
export interface Asked {
  /** Sends the question. */
  ask(): void;
  /** Hears, once, that a question stayed without a byte for so long. */
  onUnanswered(waitedMs: number): void;
}

const MAX_VOIDS = 2;
const MIN_LATE_MS = 1000;

/** Creates the asker of one client; `undefined` when nobody is asked. */
export const createAsker = (
  clock: Clock,
  options: Required<AskOptions> | false,
  asked: Asked,
): HeartbeatAsker | undefined => (options === false ? undefined : new HeartbeatAsker(clock, options, asked));

/** Asks, pairs heartbeats with questions, and finds who does not answer. */
export class HeartbeatAsker {
  readonly #clock: Clock;
  readonly #options: Required<AskOptions>;
  readonly #asked: Asked;
  #askedAt: number | undefined;
  #saidAnything = false;
  #heardAt: number | undefined;
  #openQuestions = 0;
  #voids = 0;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, options: Required<AskOptions>, asked: Asked) {
    this.#clock = clock;
    this.#options = options;
    this.#asked = asked;
  }

  /** Starts with a full interval; a question that is open is forgiven. */
  start(): void {
    this.#askedAt = undefined;
    this.#rest(this.#options.intervalMs);
  }

  /** Asks no more and judges no more, until `start()`. */
  stop(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }

  /** Notes that bytes went to the client. */
  noteSaid(): void {
    this.#saidAnything = true;
  }

  /** Notes that bytes came from the client. */
  noteHeard(): void {
    this.#heardAt = this.#clock.now();
    if (this.#askedAt === undefined || this.#disarm === undefined) return;
    const { when, intervalMs } = this.#options;
    const sinceMs = when === 'idle' ? 0 : this.#heardAt - this.#askedAt;
    this.#askedAt = undefined;
    this.#voids = 0;
    this.#rest(Math.max(0, intervalMs - sinceMs));
  }

  /** Tells whether a heartbeat that came is the answer to a question; otherwise it is one itself. */
  takeAnswer(): boolean {
    if (this.#openQuestions === 0) return false;
    this.#openQuestions--;
    return true;
  }

  #rest(delayMs: number): void {
    this.#disarm?.();
    this.#disarm = this.#clock.after(delayMs, () => this.#considerAsking());
  }

  #considerAsking(): void {
    const waitMs = this.#untilQuestionMs();
    if (waitMs > 0) this.#rest(waitMs);
    else this.#ask();
  }

  #untilQuestionMs(): number {
    const { when, intervalMs } = this.#options;
    if (when === 'always') return 0;
    if (this.#heardAt === undefined || !this.#saidAnything) return intervalMs;
    return this.#heardAt + intervalMs - this.#clock.now();
  }

  #ask(): void {
    const askedAt = this.#clock.now();
    this.#askedAt = askedAt;
    this.#openQuestions++;
    const dueAt = askedAt + this.#options.timeoutMs;
    this.#disarm = this.#clock.after(this.#options.timeoutMs, () => this.#judge(askedAt, this.#clock.now() - dueAt));
    this.#asked.ask();
  }

  #judge(askedAt: number, lateMs: number): void {
    this.#disarm = undefined;
    if (lateMs > Math.max(MIN_LATE_MS, this.#options.timeoutMs / 2) && this.#voids < MAX_VOIDS) {
      this.#voids++;
      this.#ask();
    } else this.#asked.onUnanswered(this.#clock.now() - askedAt);
  }
}
