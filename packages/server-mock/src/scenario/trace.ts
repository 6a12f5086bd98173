import type { Clock } from '@netmgr/client';
import { formatDuration } from '../time/duration.ts';

/** One line of what happened. */
export interface TraceLine {
  /** When, in milliseconds since the scenario began. */
  readonly atMs: number;
  /** A step of the script, an expectation that came true, or a client that came or went. */
  readonly kind: 'step' | 'expectation' | 'client';
  readonly text: string;
}

/** Writes a line for people, such as `  5.0 s  fault stall()`. */
export const describeTraceLine = ({ atMs, text }: TraceLine): string => `${formatDuration(atMs).padStart(8)}  ${text}`;

/** Keeps what happens in a run, with its time. */
export class Trace {
  readonly lines: TraceLine[] = [];
  readonly #clock: Clock;
  readonly #beganAt: number;
  readonly #onLine: (line: TraceLine) => void;

  constructor(clock: Clock, onLine: (line: TraceLine) => void) {
    this.#clock = clock;
    this.#beganAt = clock.now();
    this.#onLine = onLine;
  }

  get elapsedMs(): number {
    return this.#clock.now() - this.#beganAt;
  }

  add(kind: TraceLine['kind'], text: string): void {
    const line = { atMs: this.elapsedMs, kind, text };
    this.lines.push(line);
    this.#onLine(line);
  }
}
