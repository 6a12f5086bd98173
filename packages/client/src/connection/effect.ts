/** The machine's timers; each fires the input that it is named after. */
export type MachineTimer = 'connect' | 'heartbeat' | 'reply' | 'stable' | 'retry' | 'quit';

/** An order to the shell, performed in sequence. */
export type Effect =
  | { readonly do: 'dial'; readonly epoch: number }
  /** Let go of the transport at once. */
  | { readonly do: 'hangUp' }
  /** Flush, then end the transport in good order. */
  | { readonly do: 'endLink' }
  | { readonly do: 'sendQuit' }
  | { readonly do: 'sendHeartbeat' }
  /** Count every heartbeat sent so far as answered. */
  | { readonly do: 'forgive' }
  /** Count them so because the host woke, unless that happened too often. */
  | { readonly do: 'excuse' }
  | { readonly do: 'arm' | 'armIfEmpty'; readonly timer: MachineTimer; readonly delayMs: number }
  | { readonly do: 'disarmAll' }
  /** Feed a `connect` once this step is done. */
  | { readonly do: 'connectAgain' };
