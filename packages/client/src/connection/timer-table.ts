import type { Clock } from '../clock.ts';

/** Hears of timers. */
export interface TimerListener<Name> {
  /** The timer `name` runs, `lateMs` after it was due. */
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
  #wakeAt = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, listener: TimerListener<Name>) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Counts the host's timers that are armed. */
  get armedCount(): number {
    return this.#cancel ? 1 : 0;
  }

  /** Goes through the names whose slots are taken, in the order in which they were. */
  get names(): IterableIterator<Name> {
    return this.#dueAt.keys();
  }

  /** Tells whether the slot of `name` is taken. */
  has(name: Name): boolean {
    return this.#dueAt.has(name);
  }

  /** Arms `name`, disarming what was in its slot. */
  arm(name: Name, delayMs: number): void {
    const dueAt = this.#clock.now() + delayMs;
    this.#dueAt.set(name, dueAt);
    this.#wake(dueAt);
  }

  /** Arms `name` unless its slot is taken. */
  armIfEmpty(name: Name, delayMs: number): void {
    if (!this.#dueAt.has(name)) this.arm(name, delayMs);
  }

  /** Tells how long `name` has yet to wait; 0 when it is due or not armed. */
  remainingMs(name: Name): number {
    return Math.max(0, (this.#dueAt.get(name) ?? 0) - this.#clock.now());
  }

  /** Empties the slot of `name`. */
  disarm(name: Name): void {
    this.#dueAt.delete(name);
    if (this.#dueAt.size === 0) this.disarmAll();
  }

  /** Empties every slot. */
  disarmAll(): void {
    this.#dueAt.clear();
    this.#cancel?.();
    this.#cancel = undefined;
    this.#wakeAt = Number.POSITIVE_INFINITY;
  }

  #wake(dueAt: number): void {
    if (dueAt >= this.#wakeAt) return;
    this.#cancel?.();
    this.#wakeAt = dueAt;
    this.#cancel = this.#clock.after(Math.max(0, dueAt - this.#clock.now()), this.#run);
  }

  /** A function made once, as an idle client arms the host's timer for every heartbeat. */
  readonly #run = (): void => {
    // Hosts run timers a moment early, too.
    const until = Math.max(this.#clock.now(), this.#wakeAt);
    this.#wakeAt = Number.POSITIVE_INFINITY;
    this.#cancel = undefined;
    try {
      // What is armed meanwhile has its turn when the host's timer runs again, or else one without delay might never end.
      for (let left = this.#dueAt.size; left > 0; left--) {
        const name = this.#earliest();
        const dueAt = this.#dueAt.get(name as Name) ?? Number.POSITIVE_INFINITY;
        if (dueAt > until) break;
        this.#dueAt.delete(name as Name);
        this.#listener.onTimeout(name as Name, this.#clock.now() - dueAt);
      }
    } finally {
      this.#wake(this.#dueAt.get(this.#earliest() as Name) ?? Number.POSITIVE_INFINITY);
    }
  };

  /** Without making a list: this is part of every heartbeat. */
  #earliest(): Name | undefined {
    let earliest: Name | undefined;
    let earliestAt = Number.POSITIVE_INFINITY;
    for (const name of this.#dueAt.keys()) {
      const dueAt = this.#dueAt.get(name)!;
      if (dueAt >= earliestAt) continue;
      earliest = name;
      earliestAt = dueAt;
    }
    return earliest;
  }
}
