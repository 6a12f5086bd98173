// The connection machine. Rule 1: every decision about a connection's life is taken in this file.
// Rule 2: this file never touches a socket, a timer, a clock or an emitter.

import { ConnectionError } from '../errors.ts';
import type { Effect, MachineTimer } from './effect.ts';
import type { Input } from './input.ts';
import type { CloseReason, ConnectionState, DropError, Status } from './state.ts';

/** The delay before a dial, and whether a wake may cut it short. */
export interface Retry {
  readonly delayMs: number;
  readonly mayHurry: boolean;
}

/** What the machine is told of the options. */
export interface ConnectionSettings {
  readonly values: {
    readonly connectTimeoutMs: number;
    readonly quitTimeoutMs: number;
    readonly retryFirstConnect: boolean;
  };
  readonly reconnect: { readonly stableAfterMs: number };
  /** `undefined`: no heartbeats. */
  readonly heartbeat: { readonly intervalMs: number } | undefined;
  /** `undefined` where frames carry no id, so that none can mean Quit. */
  readonly systemFrames: unknown;
}

/** What the machine decides by. */
export interface ConnectionPolicy {
  readonly settings: ConnectionSettings;
  /** Decides how the dial numbered `attempt` comes about; `undefined` means give up. */
  readonly retry: (error: DropError, attempt: number, wasConnected: boolean) => Retry | undefined;
  /** Draws the delay of a dial that need not wait any longer. */
  readonly hurriedDelayMs: () => number;
}

/** The state after an input, and what to do about it. */
export interface Step {
  readonly state: ConnectionState;
  readonly effects: readonly Effect[];
}

type InputType = Input['type'];
type Cell<S extends Status, I extends InputType> = (
  state: StateOf<S>,
  input: Extract<Input, { type: I }>,
  policy: ConnectionPolicy,
) => Step;

/** Complete by construction: a missing cell does not compile. */
export type TransitionTable = { readonly [S in Status]: { readonly [I in InputType]: Cell<S, I> } };

type StateOf<S extends Status> = Extract<ConnectionState, { status: S }>;

const arm = (timer: MachineTimer, delayMs: number): Effect => ({ do: 'arm', timer, delayMs });

const stay = (state: ConnectionState, ...effects: readonly Effect[]): Step => ({ state, effects });

/** For what happens and means nothing. */
const ignore = (state: ConnectionState): Step => stay(state);

/** For what cannot happen: its timer is armed in other states only. */
export const illegal = (state: ConnectionState, input: Input): never => {
  throw new Error(`${input.type} while ${state.status}`);
};

/** Leaves a state for another: no timer outlives its state. */
const leaveFor = (state: ConnectionState, ...effects: readonly Effect[]): Step => ({
  state,
  effects: [{ do: 'disarmAll' }, ...effects],
});

/** Failures count on from one dial to the next, and from zero after an end. */
const dial = (
  state: { readonly epoch: number; readonly failures?: number; readonly everConnected?: boolean },
  _: Input,
  policy: ConnectionPolicy,
): Step => {
  const epoch = state.epoch + 1;
  const { failures = 0, everConnected = false } = state;
  return leaveFor(
    { status: 'connecting', epoch, failures, everConnected },
    arm('connectTimeout', policy.settings.values.connectTimeoutMs),
    {
      do: 'dial',
      epoch,
    },
  );
};

const closed = ({ epoch }: ConnectionState, reason: CloseReason): Step =>
  leaveFor({ status: 'closed', epoch, reason }, { do: 'hangUp' });

const closedByCall = (state: ConnectionState): Step => closed(state, { kind: 'local' });

const closing = ({ epoch }: ConnectionState, reason: CloseReason, { settings }: ConnectionPolicy): Step =>
  leaveFor(
    { status: 'closing', epoch, reason, reopen: false },
    ...(reason.kind === 'local' && settings.systemFrames ? ([{ do: 'sendQuit' }] as const) : []),
    { do: 'endLink' },
    arm('quitTimeout', settings.values.quitTimeoutMs),
  );

/** A dial failed, or the connection ended. */
const ended = (
  state: StateOf<'connecting' | 'connected'>,
  { error }: { readonly error: DropError },
  policy: ConnectionPolicy,
): Step => {
  const { epoch, status } = state;
  const failures = state.failures + 1;
  const everConnected = status === 'connected' || state.everConnected;
  const mayRetry = everConnected || policy.settings.values.retryFirstConnect;
  const retry = mayRetry ? policy.retry(error, failures, status === 'connected') : undefined;
  if (retry) {
    const { delayMs } = retry;
    const early = 'woke' in state &&
      retry.mayHurry && { delayMs: Math.min(delayMs, policy.hurriedDelayMs()), mayHurry: false };
    const next = { status: 'backingOff', epoch, failures, everConnected, cause: error, ...retry, ...early } as const;
    return leaveFor(next, { do: 'hangUp' }, arm('retryDue', next.delayMs));
  }
  const { code } = error;
  const kind = code === 'SERVER_QUIT' || code === 'SERVER_REFUSED' ? 'remote' : 'failed';
  // After the server's Quit the link still stands, so it ends in good order; every other end found it broken.
  return code === 'SERVER_QUIT' ? closing(state, { kind, error }, policy) : closed(state, { kind, error });
};

const finished = (state: StateOf<'closing'>): Step => {
  const step = closed(state, state.reason);
  return state.reopen ? stay(step.state, ...step.effects, { do: 'connectAgain' }) : step;
};

const BEAT: Effect = { do: 'beat' };

const judged = (
  state: StateOf<'connected'>,
  { verdict }: Extract<Input, { type: 'judged' }>,
  policy: ConnectionPolicy,
): Step => {
  switch (verdict.is) {
    case 'suspect':
      return stay({ ...state, suspect: true }, { do: 'sendHeartbeat' }, arm('reply', verdict.ms));
    case 'void':
      return stay(state, { do: 'forgive' }, BEAT);
    case 'dead': {
      const detail = `no reply to a heartbeat for ${Math.round(verdict.waitedMs)} ms`;
      return ended(state, { error: new ConnectionError('SERVER_SILENT', detail) }, policy);
    }
  }
};

/** One early dial at a random time, however often the host wakes: a crowd that wakes together must not dial together. */
const hurry = (state: StateOf<'backingOff'>, untilRetryMs: number, policy: ConnectionPolicy): Step => {
  const delayMs = state.mayHurry ? policy.hurriedDelayMs() : untilRetryMs;
  if (delayMs >= untilRetryMs) return stay({ ...state, mayHurry: false });
  return stay({ ...state, delayMs, mayHurry: false }, arm('retryDue', delayMs));
};

/** Rows begin with these and override what their state takes up; a timer that it arms has a cell of its own. */
const TIMERS_OF_OTHER_STATES = {
  connectTimeout: illegal,
  judged: illegal,
  stable: illegal,
  retryDue: illegal,
  quitTimeout: illegal,
} as const;

/** What a link says means nothing in states that have none, or only that it ended. */
const WITHOUT_LINK = { opened: ignore, dropped: ignore, quit: ignore, heard: ignore } as const;

/** What the host says of itself matters only while something waits. */
const WHILE_NOTHING_WAITS = { wake: ignore, offlineHint: ignore } as const;

/** What each input means in each state. */
export const TABLE: TransitionTable = {
  idle: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    ...WHILE_NOTHING_WAITS,
    connect: dial,
    close: closedByCall,
    reconnectNow: ignore,
  },
  connecting: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    ...WHILE_NOTHING_WAITS,
    connect: ignore,
    close: closedByCall,
    reconnectNow: ignore,
    wake: (state) => stay({ ...state, woke: true }),
    opened: ({ epoch, failures }, _, { settings: { reconnect, heartbeat } }) =>
      leaveFor(
        { status: 'connected', epoch, failures, suspect: false },
        arm('stable', reconnect.stableAfterMs),
        ...(heartbeat ? [arm('heartbeat', heartbeat.intervalMs)] : []),
      ),
    dropped: ended,
    connectTimeout: (state, _, policy) => {
      const detail = `not connected after ${policy.settings.values.connectTimeoutMs} ms`;
      return ended(state, { error: new ConnectionError('CONNECT_TIMEOUT', detail) }, policy);
    },
  },
  connected: {
    ...TIMERS_OF_OTHER_STATES,
    connect: ignore,
    close: (state, _, policy) => closing(state, { kind: 'local' }, policy),
    reconnectNow: ignore,
    opened: ignore,
    dropped: ended,
    quit: (state, _, policy) =>
      ended(state, { error: new ConnectionError('SERVER_QUIT', 'the server said Quit') }, policy),
    heard: (state) => stay({ ...state, suspect: false }),
    wake: (state, { mayAsk }) => (mayAsk ? stay(state, { do: 'excuse' }, BEAT) : stay(state)),
    offlineHint: (state, { mayAsk }) => (mayAsk ? stay(state, BEAT) : stay(state)),
    judged,
    stable: (state) => stay({ ...state, failures: 0 }),
  },
  backingOff: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    connect: dial,
    close: closedByCall,
    reconnectNow: dial,
    wake: (state, { untilRetryMs }, policy) => hurry(state, untilRetryMs, policy),
    offlineHint: ignore,
    retryDue: dial,
  },
  closing: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    ...WHILE_NOTHING_WAITS,
    connect: (state) => stay({ ...state, reopen: true }),
    close: (state) => stay({ ...state, reopen: false }),
    reconnectNow: ignore,
    dropped: finished,
    quitTimeout: finished,
  },
  closed: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    ...WHILE_NOTHING_WAITS,
    connect: dial,
    close: ignore,
    reconnectNow: ignore,
  },
};

/** Tells what `input` makes of `state`. Pure but for the randomness inside the policy. */
export function transition(state: ConnectionState, input: Input, policy: ConnectionPolicy): Step {
  // A socket of an earlier dial may still speak. Its epoch gives it away.
  if ('epoch' in input && input.epoch !== state.epoch) return ignore(state);

  const cell = TABLE[state.status][input.type] as (
    state: ConnectionState,
    input: Input,
    policy: ConnectionPolicy,
  ) => Step;
  return cell(state, input, policy);
}
