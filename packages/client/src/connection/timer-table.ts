import { type Clock, createTimer, type HostTimer } from '../clock.ts';

const NEVER_DUE = Number.POSITIVE_INFINITY;

/** Hears of timers. */
export interface TimerListener<Name> {
  /** The timer `name` runs, `lateMs` after it was due. Its slot is empty, but keeps its place until it is disarmed: it may be taken again. */
  onTimeout(name: Name, lateMs: number): void;
}

/**
 * Holds timers by name, one slot each, over one timer of the host: a client that idles costs one, whatever it waits for. Invariant: while a slot
 * is taken, the host's timer is armed for the earliest or earlier; otherwise it is not armed.
 */
export class TimerTable<Name> {
  readonly #clock: Clock;
  readonly #listener: TimerListener<Name>;
  readonly #dueAt: Map<Name, number> = new Map();
  #wakeAt = NEVER_DUE;
  #timer: HostTimer | undefined;

  constructor(clock: Clock, listener: TimerListener<Name>) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Counts the host's timers that are armed. */
  get armedCount(): number {
    return this.#wakeAt < NEVER_DUE ? 1 : 0;
  }

  /** Goes through the names whose slots are taken, in the order in which they were, and those that ran and were not disarmed. */
  get names(): IterableIterator<Name> {
    return this.#dueAt.keys();
  }

  /** Tells whether the slot of `name` is taken. */
  has(name: Name): boolean {
    return this.#of(name) < NEVER_DUE;
  }

  /** Arms `name`, disarming what was in its slot. It is due at a whole millisecond, as the host's timers are, so that those of one moment run together. */
  arm(name: Name, delayMs: number): void {
    const dueAt = Math.ceil(this.#clock.now() + delayMs);
    this.#dueAt.set(name, dueAt);
    this.#wake(dueAt);
  }

  /** Arms `name` unless its slot is taken. */
  armIfEmpty(name: Name, delayMs: number): void {
    if (!this.has(name)) this.arm(name, delayMs);
  }

  /** Tells how long `name` has yet to wait; 0 when it is due or not armed. */
  remainingMs(name: Name): number {
    return this.has(name) ? Math.max(0, this.#of(name) - this.#clock.now()) : 0;
  }

  /** Empties the slot of `name`. */
  disarm(name: Name): void {
    this.#dueAt.delete(name);
    if (this.#dueAt.size === 0) this.disarmAll();
  }

  /** Empties every slot. */
  disarmAll(): void {
    this.#dueAt.clear();
    this.#timer?.();
    this.#wakeAt = NEVER_DUE;
  }

  #wake(dueAt: number): void {
    if (dueAt >= this.#wakeAt) return;
    this.#wakeAt = dueAt;
    this.#timer ??= createTimer(this.#clock, this.#run.bind(this));
    this.#timer(Math.max(0, dueAt - this.#clock.now()));
  }

  #run(): void {
    // Hosts run timers a moment early, too.
    const until = Math.max(this.#clock.now(), this.#wakeAt);
    this.#wakeAt = NEVER_DUE;
    try {
      // What is armed meanwhile has its turn when the host's timer runs again, or else one without delay might never end.
      for (let left = this.#dueAt.size; left > 0; left--) {
        const name = this.#earliest();
        const dueAt = this.#of(name);
        if (dueAt > until) break;
        this.#dueAt.set(name as Name, NEVER_DUE);
        this.#listener.onTimeout(name as Name, this.#clock.now() - dueAt);
      }
    } finally {
      this.#wake(this.#of(this.#earliest()));
    }
  }

  /** Tells when `name` is due. */
  #of(name: Name | undefined): number {
    return this.#dueAt.get(name as Name) ?? NEVER_DUE;
  }

  /** Without making a list: this is part of every heartbeat. */
  #earliest(): Name | undefined {
    let earliest: Name | undefined;
    let earliestAt = NEVER_DUE;
    for (const name of this.#dueAt.keys()) {
      const dueAt = this.#of(name);
      if (dueAt >= earliestAt) continue;
      earliest = name;
      earliestAt = dueAt;
    }
    return earliest;
  }
}
