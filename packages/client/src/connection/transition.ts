// The connection machine. Rule 1: every decision about a connection's life is taken in this file.
// Rule 2: this file never touches a socket, a timer, a clock or an emitter.

import { ConnectionError } from '../errors.ts';
import type { Effect } from './effect.ts';
import type { Input } from './input.ts';
import type { Verdict } from './liveness.ts';
import type { CloseReason, ConnectionState, DropError, Status } from './state.ts';

/** The delay before a dial, and whether a wake may cut it short. */
export interface Retry {
  readonly delayMs: number;
  readonly mayHurry: boolean;
}

/** What the machine is told of the options. */
export interface ConnectionPolicy {
  readonly connectTimeoutMs: number;
  readonly quitTimeoutMs: number;
  readonly stableAfterMs: number;
  readonly retryFirstConnect: boolean;
  /** `false` where frames carry no id, so that none can mean Quit. */
  readonly saysQuit: boolean;
  /** `undefined`: no heartbeats. */
  readonly heartbeat:
    | { readonly intervalMs: number; readonly replyTimeoutMs: number; readonly expectReply: boolean }
    | undefined;
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
type Cell<S extends Status, I extends InputType> =
  /** Happens and means nothing here. */
  | 'ignore'
  /** Cannot happen: its timer is armed in other states only. */
  | 'illegal'
  | ((
      state: Extract<ConnectionState, { status: S }>,
      input: Extract<Input, { type: I }>,
      policy: ConnectionPolicy,
    ) => Step);

/** Complete by construction: a missing cell does not compile. */
export type TransitionTable = { readonly [S in Status]: { readonly [I in InputType]: Cell<S, I> } };

const REMOTE_CODES: ReadonlySet<string> = new Set(['SERVER_QUIT', 'SERVER_REFUSED']);

const dial = (epoch: number, failures: number, everConnected: boolean, policy: ConnectionPolicy): Step => ({
  state: { status: 'connecting', epoch, failures, everConnected },
  effects: [
    { do: 'disarmAll' },
    { do: 'arm', timer: 'connect', delayMs: policy.connectTimeoutMs },
    { do: 'dial', epoch },
  ],
});

const closed = (epoch: number, reason: CloseReason): Step => ({
  state: { status: 'closed', epoch, reason },
  effects: [{ do: 'disarmAll' }, { do: 'hangUp' }],
});

const closing = (epoch: number, reason: CloseReason, policy: ConnectionPolicy): Step => ({
  state: { status: 'closing', epoch, reason, reopen: false },
  effects: [
    { do: 'disarmAll' },
    ...(reason.kind === 'local' && policy.saysQuit ? ([{ do: 'sendQuit' }] as const) : []),
    { do: 'endLink' },
    { do: 'arm', timer: 'quit', delayMs: policy.quitTimeoutMs },
  ],
});

const endReason = (error: DropError): CloseReason => ({
  kind: REMOTE_CODES.has(error.code) ? 'remote' : 'failed',
  error,
});

const backOff = (epoch: number, failures: number, everConnected: boolean, cause: DropError, retry: Retry): Step => ({
  state: { status: 'backingOff', epoch, failures, everConnected, cause, ...retry },
  effects: [{ do: 'disarmAll' }, { do: 'hangUp' }, { do: 'arm', timer: 'retry', delayMs: retry.delayMs }],
});

const dialFailed = (
  state: Extract<ConnectionState, { status: 'connecting' }>,
  error: DropError,
  policy: ConnectionPolicy,
): Step => {
  const failures = state.failures + 1;
  const mayRetry = state.everConnected || policy.retryFirstConnect;
  const retry = mayRetry ? policy.retry(error, failures, false) : undefined;
  if (retry === undefined) return closed(state.epoch, endReason(error));
  return backOff(state.epoch, failures, state.everConnected, error, retry);
};

const connectionEnded = (
  state: Extract<ConnectionState, { status: 'connected' }>,
  error: DropError,
  policy: ConnectionPolicy,
): Step => {
  const failures = state.failures + 1;
  const retry = policy.retry(error, failures, true);
  if (retry !== undefined) return backOff(state.epoch, failures, true, error, retry);
  // After the server's Quit the link still stands, so it ends in good order; every other end found it broken.
  return error.code === 'SERVER_QUIT'
    ? closing(state.epoch, endReason(error), policy)
    : closed(state.epoch, endReason(error));
};

const finished = (state: Extract<ConnectionState, { status: 'closing' }>): Step => {
  const step = closed(state.epoch, state.reason);
  return state.reopen ? { state: step.state, effects: [...step.effects, { do: 'connectAgain' }] } : step;
};

const beat = (policy: ConnectionPolicy): readonly Effect[] => {
  if (policy.heartbeat === undefined) return [];
  const { intervalMs, replyTimeoutMs, expectReply } = policy.heartbeat;
  const watch: Effect = { do: 'armIfEmpty', timer: 'reply', delayMs: replyTimeoutMs / 2 };
  return [
    { do: 'sendHeartbeat' },
    ...(expectReply ? [watch] : []),
    { do: 'arm', timer: 'heartbeat', delayMs: intervalMs },
  ];
};

const judged = (
  state: Extract<ConnectionState, { status: 'connected' }>,
  verdict: Verdict,
  policy: ConnectionPolicy,
): Step => {
  switch (verdict.is) {
    case 'alive':
      return { state, effects: [] };
    case 'wait':
      return { state, effects: [{ do: 'arm', timer: 'reply', delayMs: verdict.ms }] };
    case 'suspect':
      return {
        state: { ...state, suspect: true },
        effects: [{ do: 'sendHeartbeat' }, { do: 'arm', timer: 'reply', delayMs: verdict.ms }],
      };
    case 'void':
      return { state, effects: [{ do: 'forgive' }, ...beat(policy)] };
    case 'dead': {
      const detail = `no reply to a heartbeat for ${Math.round(verdict.waitedMs)} ms`;
      return connectionEnded(state, new ConnectionError('SERVER_SILENT', detail), policy);
    }
  }
};

/** One early dial at a random time, however often the host wakes: a crowd that wakes together must not dial together. */
const hurry = (
  state: Extract<ConnectionState, { status: 'backingOff' }>,
  untilRetryMs: number,
  policy: ConnectionPolicy,
): Step => {
  const delayMs = state.mayHurry ? policy.hurriedDelayMs() : untilRetryMs;
  if (delayMs >= untilRetryMs) return { state: { ...state, mayHurry: false }, effects: [] };
  return { state: { ...state, delayMs, mayHurry: false }, effects: [{ do: 'arm', timer: 'retry', delayMs }] };
};

/** Rows begin with these and override what their state takes up; a timer that it arms has a cell of its own. */
const TIMERS_OF_OTHER_STATES = {
  connectTimeout: 'illegal',
  heartbeatDue: 'illegal',
  judged: 'illegal',
  stable: 'illegal',
  retryDue: 'illegal',
  quitTimeout: 'illegal',
} as const;

/** What a link says means nothing in states that have none. */
const WITHOUT_LINK = { opened: 'ignore', dropped: 'ignore', quit: 'ignore', heard: 'ignore' } as const;

/** What the host says of itself matters only while something waits. */
const WHILE_NOTHING_WAITS = { wake: 'ignore', offlineHint: 'ignore' } as const;

/** What each input means in each state. */
export const TABLE: TransitionTable = {
  idle: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    ...WHILE_NOTHING_WAITS,
    connect: (state, _, policy) => dial(state.epoch + 1, 0, false, policy),
    close: (state) => closed(state.epoch, { kind: 'local' }),
    reconnectNow: 'ignore',
  },
  connecting: {
    ...TIMERS_OF_OTHER_STATES,
    ...WHILE_NOTHING_WAITS,
    connect: 'ignore',
    close: (state) => closed(state.epoch, { kind: 'local' }),
    reconnectNow: 'ignore',
    opened: (state, _, policy) => ({
      state: { status: 'connected', epoch: state.epoch, failures: state.failures, suspect: false },
      effects: [
        { do: 'disarmAll' },
        { do: 'arm', timer: 'stable', delayMs: policy.stableAfterMs },
        ...(policy.heartbeat === undefined
          ? []
          : ([{ do: 'arm', timer: 'heartbeat', delayMs: policy.heartbeat.intervalMs }] as const)),
      ],
    }),
    dropped: (state, input, policy) => dialFailed(state, input.error, policy),
    quit: 'ignore',
    heard: 'ignore',
    connectTimeout: (state, _, policy) =>
      dialFailed(
        state,
        new ConnectionError('CONNECT_TIMEOUT', `not connected after ${policy.connectTimeoutMs} ms`),
        policy,
      ),
  },
  connected: {
    ...TIMERS_OF_OTHER_STATES,
    connect: 'ignore',
    close: (state, _, policy) => closing(state.epoch, { kind: 'local' }, policy),
    reconnectNow: 'ignore',
    opened: 'ignore',
    dropped: (state, input, policy) => connectionEnded(state, input.error, policy),
    quit: (state, _, policy) =>
      connectionEnded(state, new ConnectionError('SERVER_QUIT', 'the server said Quit'), policy),
    heard: (state) => ({ state: { ...state, suspect: false }, effects: [] }),
    heartbeatDue: (state, input, policy) => ({
      state,
      effects: input.waitMs > 0 ? [{ do: 'arm', timer: 'heartbeat', delayMs: input.waitMs }] : beat(policy),
    }),
    wake: (state, input, policy) => ({ state, effects: input.mayAsk ? [{ do: 'excuse' }, ...beat(policy)] : [] }),
    offlineHint: (state, input, policy) => ({ state, effects: input.mayAsk ? beat(policy) : [] }),
    judged: (state, input, policy) => judged(state, input.verdict, policy),
    stable: (state) => ({ state: { ...state, failures: 0 }, effects: [] }),
  },
  backingOff: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    connect: (state, _, policy) => dial(state.epoch + 1, state.failures, state.everConnected, policy),
    close: (state) => closed(state.epoch, { kind: 'local' }),
    reconnectNow: (state, _, policy) => dial(state.epoch + 1, state.failures, state.everConnected, policy),
    wake: (state, input, policy) => hurry(state, input.untilRetryMs, policy),
    offlineHint: 'ignore',
    retryDue: (state, _, policy) => dial(state.epoch + 1, state.failures, state.everConnected, policy),
  },
  closing: {
    ...TIMERS_OF_OTHER_STATES,
    ...WHILE_NOTHING_WAITS,
    connect: (state) => ({ state: { ...state, reopen: true }, effects: [] }),
    close: (state) => ({ state: { ...state, reopen: false }, effects: [] }),
    reconnectNow: 'ignore',
    opened: 'ignore',
    dropped: finished,
    quit: 'ignore',
    heard: 'ignore',
    quitTimeout: finished,
  },
  closed: {
    ...TIMERS_OF_OTHER_STATES,
    ...WITHOUT_LINK,
    ...WHILE_NOTHING_WAITS,
    connect: (state, _, policy) => dial(state.epoch + 1, 0, false, policy),
    close: 'ignore',
    reconnectNow: 'ignore',
  },
};

/** Tells what `input` makes of `state`. Pure but for the randomness inside the policy. */
export function transition(state: ConnectionState, input: Input, policy: ConnectionPolicy): Step {
  // A socket of an earlier dial may still speak. Its epoch gives it away.
  if ('epoch' in input && input.epoch !== state.epoch) return { state, effects: [] };

  const cell = TABLE[state.status][input.type] as Cell<Status, InputType>;
  if (cell === 'ignore') return { state, effects: [] };
  if (cell === 'illegal') throw new Error(`${input.type} while ${state.status}`);
  return (cell as (state: ConnectionState, input: Input, policy: ConnectionPolicy) => Step)(state, input, policy);
}
