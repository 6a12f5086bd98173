import type { InstalledFault } from '../fault/installed-fault.ts';

/** What the run of a scenario does for its steps, and undoes at its end. */
export interface Crew {
  /** Keeps a fault, to remove it when the run ends. */
  keepFault(fault: InstalledFault): void;
  /** Removes the faults that were kept. */
  clearFaults(): void;
  /** Stalls the server. */
  stall(): void;
  /** Ends the stall. */
  resume(): void;
  /** Lets the clients' machine sleep. */
  sleep(): void;
  /** Wakes it. */
  wake(): void;
}
