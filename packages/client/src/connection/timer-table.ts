import { type Clock, NEVER } from '../clock.ts';

const NEVER_DUE = -NEVER;
/** More than any calendar is corrected by in passing. */
const MIN_SLEEP_MS = 2000;

/** Hears of timers. */
export interface TimerListener<Name> {
  /** The timer `name` runs at `now`, `lateMs` after it was due. Its slot is empty: it may be taken again. */
  onTimeout(name: Name, lateMs: number, now: number): void;
  /** The host slept, which is found when timers run, and told before they do. */
  onWake(): void;
}

/**
 * Holds timers by name, one slot each, over one timer of the host: a client that idles costs one, whatever it waits for. Invariant: while a slot
 * is taken, the host's timer is armed for the earliest or earlier; otherwise it is not armed.
 */
export class TimerTable<Name extends string> {
  readonly #clock: Clock;
  readonly #listener: TimerListener<Name>;
  readonly #onTimer: () => void = this.#run.bind(this);
  readonly #names: readonly Name[];
  /** When each name is due, in its place: a list, as every heartbeat looks through it. Not `Infinity` where it is not, for which all would be boxed. */
  readonly #dueAt: (number | undefined)[];
  #wakeAt: number | undefined;
  #timer: unknown;
  #armedMs: number | undefined;
  #aheadMs = 0;

  /** Names that are armed often come first. */
  constructor(clock: Clock, names: readonly Name[], listener: TimerListener<Name>) {
    this.#clock = clock;
    this.#names = names;
    this.#dueAt = names.map(() => undefined);
    this.#listener = listener;
  }

  /** Counts the host's timers that are armed. */
  get armedCount(): number {
    return this.#dueAt[this.#earliest()] === undefined ? 0 : 1;
  }

  /** Arms `name`, disarming what was in its slot. It is due at a whole millisecond, as the host's timers are, so that those of one moment run together. */
  arm(name: Name, delayMs: number): void {
    const now = this.#clock.now();
    const dueAt = Math.ceil(now + delayMs);
    this.#dueAt[this.#names.indexOf(name)] = dueAt;
    this.#wake(dueAt, now);
  }

  /** Tells how long `name` has yet to wait; `Infinity` when it is not armed. */
  remainingMs(name: Name): number {
    return Math.max(0, (this.#dueAt[this.#names.indexOf(name)] ?? NEVER_DUE) - this.#clock.now());
  }

  /** Arms `name` unless its slot is taken. */
  armIfEmpty(name: Name, delayMs: number): void {
    if (this.#dueAt[this.#names.indexOf(name)] === undefined) this.arm(name, delayMs);
  }

  /** Empties every slot. */
  disarmAll(): void {
    this.#dueAt.fill(undefined);
    // While timers run, who runs them looks behind the last of them what is to be armed.
    if (this.#wakeAt !== NEVER) this.#wakeAt = undefined;
    this.#arm();
  }

  /** Takes no sleep before for one. */
  watchSleep(): void {
    // Not a number without a calendar, and then no sleep is found.
    this.#aheadMs = (this.#clock.wallNow?.() as number) - this.#clock.now();
  }

  #wake(dueAt: number, now: number): void {
    if (dueAt >= (this.#wakeAt ?? NEVER_DUE)) return;
    this.#wakeAt = dueAt;
    // Whole, as `dueAt` is: the same delay for every heartbeat.
    this.#arm(Math.ceil(Math.max(0, dueAt - now)));
  }

  #arm(delayMs?: number): void {
    const clock = this.#clock;
    if (clock.rearm) this.#timer = clock.rearm(this.#onTimer, delayMs, this.#timer, this.#armedMs);
    else {
      (this.#timer as (() => void) | undefined)?.();
      this.#timer = delayMs === undefined ? undefined : clock.after(delayMs, this.#onTimer);
    }
    this.#armedMs = delayMs;
  }

  #run(): void {
    const now = this.#clock.now();
    // Hosts run timers a moment early, too.
    const until = Math.max(now, this.#wakeAt ?? now);
    // What is armed meanwhile arms the host's timer once, behind all of them.
    this.#wakeAt = NEVER;
    try {
      this.#tellSleep();
      // What is armed meanwhile has its turn when the host's timer runs again, or else one without delay might never end.
      for (let turns = this.#names.length; turns > 0; turns--) {
        const place = this.#earliest();
        const dueAt = this.#dueAt[place] ?? NEVER_DUE;
        if (dueAt > until) break;
        this.#dueAt[place] = undefined;
        this.#listener.onTimeout(this.#names[place]!, now - dueAt, now);
      }
    } finally {
      this.#wakeAt = undefined;
      this.#wake(this.#dueAt[this.#earliest()] ?? NEVER_DUE, this.#clock.now());
    }
  }

  /** Its calendar has run ahead of its monotonic clock, which stood still. */
  #tellSleep(): void {
    const before = this.#aheadMs;
    this.watchSleep();
    if (this.#aheadMs - before > MIN_SLEEP_MS) this.#listener.onWake();
  }

  /** Finds the place of the timer that is due first, or any where none is. */
  #earliest(): number {
    let earliest = 0;
    let earliestAt = NEVER_DUE;
    for (let place = 0; place < this.#names.length; place++) {
      const dueAt = this.#dueAt[place] ?? NEVER_DUE;
      if (dueAt >= earliestAt) continue;
      earliest = place;
      earliestAt = dueAt;
    }
    return earliest;
  }
}
