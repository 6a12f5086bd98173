import type { InstalledFault } from '../fault/installed-fault.ts';
import { slowAccept } from '../fault/slow-accept.ts';
import { stall } from '../fault/stall.ts';
import type { MockServer } from '../mock-server.ts';
import type { Crew } from './crew.ts';
import type { HostClock } from './host-clock.ts';

/** Does what steps ask for, and knows how to undo it. */
export class StageCrew implements Crew {
  readonly #server: MockServer;
  readonly #host: HostClock | undefined;
  readonly #faults: Set<InstalledFault> = new Set();
  #sleepFaults: readonly InstalledFault[] = [];
  #hasStalled = false;

  constructor(server: MockServer, host: HostClock | undefined) {
    this.#server = server;
    this.#host = host;
  }

  keepFault(fault: InstalledFault): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    const faults = [...this.#faults];
    this.#faults.clear();
    for (const fault of faults) fault.remove();
  }

  stall(): void {
    this.#hasStalled = true;
    this.#server.stall();
  }

  resume(): void {
    this.#hasStalled = false;
    this.#server.resume();
  }

  sleep(): void {
    this.#host?.sleep();
    if (this.#sleepFaults.length > 0) return;
    // Where the machine is a real one that stays awake, this is all of its sleep that the server can see.
    this.#sleepFaults = [stall(), slowAccept({ ms: 3_600_000 })].map((fault) => this.#server.addFault(fault));
  }

  wake(): void {
    const faults = this.#sleepFaults;
    this.#sleepFaults = [];
    this.#host?.wake();
    for (const fault of faults) fault.remove();
  }

  /** Undoes all that is left. */
  strike(): void {
    this.clearFaults();
    this.wake();
    if (this.#hasStalled) this.resume();
  }
}
