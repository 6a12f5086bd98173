// What each change of state means to a game, in the order in which it is told. Derived from the two states alone.

import type { ConnectionState, DropError } from './connection/state.ts';
import type { NetMgrEvents } from './events.ts';

/** Emits one event. */
export type Announce = <E extends keyof NetMgrEvents>(event: E, ...args: NetMgrEvents[E]) => void;

/** What ended the last connection or dial, when `state` follows from an error. */
export const causeOf = (state: ConnectionState): DropError | undefined => {
  if (state.status === 'backingOff') return state.cause;
  return 'reason' in state && 'error' in state.reason ? state.reason.error : undefined;
};

const isSuspect = (state: ConnectionState): boolean => 'suspect' in state && state.suspect;

/** Emits the events that a change from `previous` to `next` calls for. */
export const announce = (previous: ConnectionState, next: ConnectionState, emit: Announce): void => {
  const moved = previous.status !== next.status;
  const suspect = isSuspect(next);
  if (suspect !== isSuspect(previous)) emit('suspect', suspect);
  if (moved) {
    emit('state', next.status, previous.status);
    const error = causeOf(next);
    // A goodbye is no error, and the end of `closing` was told when it began.
    if (error && error.code !== 'SERVER_QUIT' && previous.status !== 'closing') emit('error', error);
    if (previous.status === 'connected') emit('disconnected', { error, willReconnect: next.status === 'backingOff' });
    if (next.status === 'connected')
      emit('connected', {
        reconnected: 'everConnected' in previous && previous.everConnected,
        attempt: next.failures + 1,
      });
    if (next.status === 'closed') emit('closed', next.reason);
  }
  // A wake has cut the delay short, or this is a new one.
  if (next.status === 'backingOff' && (previous.status !== 'backingOff' || previous.delayMs !== next.delayMs))
    emit('reconnecting', { attempt: next.failures, delayMs: next.delayMs, cause: next.cause });
};
