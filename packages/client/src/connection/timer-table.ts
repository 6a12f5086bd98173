import type { Clock } from '../clock.ts';

const NEVER_DUE = Number.POSITIVE_INFINITY;
/** More than any calendar is corrected by in passing. */
const MIN_SLEEP_MS = 2000;

/** Hears of timers. */
export interface TimerListener<Name> {
  /** The timer `name` runs, `lateMs` after it was due. Its slot is empty: it may be taken again. */
  onTimeout(name: Name, lateMs: number): void;
}

/**
 * Holds timers by name, one slot each, over one timer of the host: a client that idles costs one, whatever it waits for. Invariant: while a slot
 * is taken, the host's timer is armed for the earliest or earlier; otherwise it is not armed.
 */
export class TimerTable<Name extends string> {
  readonly #clock: Clock;
  readonly #listener: TimerListener<Name>;
  readonly #onTimer: () => void = this.#run.bind(this);
  /** An object, as the names are few: a map would be 130 bytes more. What ran is `undefined`, and keeps its place. */
  #dueAt: { [K in Name]?: number | undefined } = {};
  #wakeAt: number | undefined;
  #timer: unknown;
  #armedMs: number | undefined;
  #aheadMs = 0;

  constructor(clock: Clock, listener: TimerListener<Name>) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Counts the host's timers that are armed. */
  get armedCount(): number {
    return this.#wakeAt === undefined ? 0 : 1;
  }

  /** Arms `name`, disarming what was in its slot. It is due at a whole millisecond, as the host's timers are, so that those of one moment run together. */
  arm(name: Name, delayMs: number): void {
    const dueAt = Math.ceil(this.#clock.now() + delayMs);
    this.#dueAt[name] = dueAt;
    this.#wake(dueAt);
  }

  /** Arms `name` unless its slot is taken by what is due no later. */
  armIfEarlier(name: Name, delayMs: number): void {
    if (this.remainingMs(name) > delayMs) this.arm(name, delayMs);
  }

  /** Tells how long `name` has yet to wait; `Infinity` when it is not armed. */
  remainingMs(name: Name): number {
    return Math.max(0, this.#of(name) - this.#clock.now());
  }

  /** Empties every slot. */
  disarmAll(): void {
    this.#dueAt = {};
    this.#wakeAt = undefined;
    this.#arm(undefined);
  }

  /** Tells whether the host slept since the last call: its calendar has run ahead of its monotonic clock, which stood still. To be asked when a timer runs. */
  hasSlept(): boolean {
    const clock = this.#clock;
    const before = this.#aheadMs;
    // Not a number without a calendar, and then no sleep is found.
    this.#aheadMs = (clock.wallNow?.() as number) - clock.now();
    return this.#aheadMs - before > MIN_SLEEP_MS;
  }

  #wake(dueAt: number): void {
    if (dueAt >= (this.#wakeAt ?? NEVER_DUE)) return;
    this.#wakeAt = dueAt;
    // Whole, as `dueAt` is: the same delay for every heartbeat.
    this.#arm(Math.ceil(Math.max(0, dueAt - this.#clock.now())));
  }

  #arm(delayMs: number | undefined): void {
    const clock = this.#clock;
    if (clock.rearm) this.#timer = clock.rearm(this.#onTimer, delayMs, this.#timer, this.#armedMs);
    else {
      (this.#timer as (() => void) | undefined)?.();
      this.#timer = delayMs === undefined ? undefined : clock.after(delayMs, this.#onTimer);
    }
    this.#armedMs = delayMs;
  }

  #run(): void {
    // Hosts run timers a moment early, too.
    const until = Math.max(this.#clock.now(), this.#wakeAt!);
    this.#wakeAt = undefined;
    try {
      // What is armed meanwhile has its turn when the host's timer runs again, or else one without delay might never end.
      for (const _ in this.#dueAt) {
        const name = this.#earliest();
        const dueAt = this.#of(name);
        if (dueAt > until) break;
        this.#dueAt[name!] = undefined;
        this.#listener.onTimeout(name!, this.#clock.now() - dueAt);
      }
    } finally {
      this.#wake(this.#of(this.#earliest()));
    }
  }

  /** Tells when `name` is due. */
  #of(name: Name | undefined): number {
    return this.#dueAt[name!] ?? NEVER_DUE;
  }

  /** Without making a list: this is part of every heartbeat. */
  #earliest(): Name | undefined {
    let earliest: Name | undefined;
    for (const name in this.#dueAt) if (this.#of(name) < this.#of(earliest)) earliest = name;
    return earliest;
  }
}
