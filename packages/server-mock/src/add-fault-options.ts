import { FAULT_OPTION_NAMES, type FaultOptions } from './fault/resolve-fault-options.ts';
import type { MockClient } from './mock-client.ts';

/** How a fault is added to a server. */
export interface AddFaultOptions extends FaultOptions {
  /** The client, or its id, whose present connection alone is hit; the fault is removed with it. @default all, present and to come */
  readonly client?: MockClient | number;
}

/** The names of `AddFaultOptions`. */
export const ADD_FAULT_OPTION_NAMES: readonly (keyof AddFaultOptions)[] = [...FAULT_OPTION_NAMES, 'client'];
