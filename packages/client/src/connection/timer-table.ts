import type { Clock } from '../clock.ts';

/** Holds timers by name, one slot each. Invariant: every armed timer sits in a slot, so no handle is ever orphaned. */
export class TimerTable<Name extends string> {
  readonly #clock: Clock;
  readonly #onTimeout: (name: Name, lateMs: number) => void;
  readonly #slots: Map<Name, { readonly dueAt: number; readonly cancel: () => void }> = new Map();

  constructor(clock: Clock, onTimeout: (name: Name, lateMs: number) => void) {
    this.#clock = clock;
    this.#onTimeout = onTimeout;
  }

  /** Counts the timers that are armed. */
  get armedCount(): number {
    return this.#slots.size;
  }

  /** Arms `name`, disarming what was in its slot. */
  arm(name: Name, delayMs: number): void {
    this.disarm(name);
    const dueAt = this.#clock.now() + delayMs;
    const cancel = this.#clock.after(delayMs, () => {
      this.#slots.delete(name);
      this.#onTimeout(name, this.#clock.now() - dueAt);
    });
    this.#slots.set(name, { dueAt, cancel });
  }

  /** Arms `name` unless its slot is taken. */
  armIfEmpty(name: Name, delayMs: number): void {
    if (!this.#slots.has(name)) this.arm(name, delayMs);
  }

  /** Tells how long `name` has yet to wait; 0 when it is due or not armed. */
  remainingMs(name: Name): number {
    return Math.max(0, (this.#slots.get(name)?.dueAt ?? 0) - this.#clock.now());
  }

  /** Empties the slot of `name`. */
  disarm(name: Name): void {
    this.#slots.get(name)?.cancel();
    this.#slots.delete(name);
  }

  /** Empties every slot. */
  disarmAll(): void {
    for (const { cancel } of this.#slots.values()) cancel();
    this.#slots.clear();
  }
}
