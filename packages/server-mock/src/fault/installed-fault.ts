import type { Link } from '../link/link.ts';
import type { Fault, FaultDirection } from './fault.ts';

/** A fault that was added to a server, until it is removed. */
export interface InstalledFault {
  /** Numbers the faults of a server, from 1 up, in the order of adding. */
  readonly number: number;
  /** Tells what was added. */
  readonly fault: Fault;
  /** Tells the way it acts. */
  readonly direction: FaultDirection;
  /** Tells the chance of each connection to be hit. */
  readonly probability: number;
  /** Tells whether it has begun and is not removed. */
  readonly isActive: boolean;
  /** Ends it: what it holds goes on at once, in order. Idempotent. */
  remove(): void;
}

/** What an installed fault is made of. */
export interface FaultHoldOptions {
  readonly number: number;
  readonly fault: Fault;
  readonly direction: FaultDirection;
  readonly probability: number;
  /** The only link that it acts on; undefined: all. */
  readonly target: Link | undefined;
  /** Hears that it was removed, before it lets go. */
  readonly onRemove: (hold: FaultHold) => void;
}

/** An installed fault, with all that it has put into connections. */
export class FaultHold implements InstalledFault {
  readonly number: number;
  readonly fault: Fault;
  readonly direction: FaultDirection;
  readonly probability: number;
  readonly target: Link | undefined;
  readonly #onRemove: (hold: FaultHold) => void;
  readonly #removers: Map<Link, (() => void)[]> = new Map();
  #state: 'waiting' | 'active' | 'removed' = 'waiting';
  #disarm: (() => void) | undefined;

  constructor({ number, fault, direction, probability, target, onRemove }: FaultHoldOptions) {
    this.number = number;
    this.fault = fault;
    this.direction = direction;
    this.probability = probability;
    this.target = target;
    this.#onRemove = onRemove;
  }

  get isActive(): boolean {
    return this.#state === 'active';
  }

  /** Lets it act from now on. */
  begin(): void {
    this.#state = 'active';
  }

  /** Keeps the canceller of its timer in place of the one before, which has fired. */
  keepTimer(disarm: () => void): void {
    this.#disarm = disarm;
  }

  /** Keeps how to take it out of a link. */
  keep(link: Link, remove: () => void): void {
    const removers = this.#removers.get(link);
    if (removers === undefined) this.#removers.set(link, [remove]);
    else removers.push(remove);
  }

  /** Forgets a link that is gone. */
  forget(link: Link): void {
    this.#removers.delete(link);
    if (this.target === link) this.remove();
  }

  remove(): void {
    if (this.#state === 'removed') return;
    this.#state = 'removed';
    this.#disarm?.();
    this.#onRemove(this);
    const all = [...this.#removers.values()];
    this.#removers.clear();
    for (const removers of all) for (const remove of removers) remove();
  }
}
