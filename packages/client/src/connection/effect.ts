/** The machine's timers whose running is a fact by itself; each is named after the input that it fires. */
export type PlainTimer = 'connectTimeout' | 'stable' | 'retryDue' | 'quitTimeout';

/** The machine's timers. */
export type MachineTimer = PlainTimer | 'heartbeat' | 'reply';

/** An order to the shell, performed in sequence. */
export type Effect =
  | { readonly do: 'dial'; readonly epoch: number }
  /** Let go of the transport at once. */
  | { readonly do: 'hangUp' }
  /** Flush, then end the transport in good order. */
  | { readonly do: 'endLink' }
  | { readonly do: 'sendQuit' }
  | { readonly do: 'sendHeartbeat' }
  /** Send a heartbeat, watch for its reply unless one is awaited already, and arm the next. */
  | { readonly do: 'beat' }
  /** Count every heartbeat sent so far as answered. */
  | { readonly do: 'forgive' }
  /** Count them so because the host woke, unless that happened too often. */
  | { readonly do: 'excuse' }
  | { readonly do: 'arm'; readonly timer: MachineTimer; readonly delayMs: number }
  | { readonly do: 'disarmAll' }
  /** Feed a `connect` once this step is done. */
  | { readonly do: 'connectAgain' };
