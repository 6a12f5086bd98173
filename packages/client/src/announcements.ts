// What each change of state means to a game, in the order in which it is told. Derived from the two states alone.

import type { ConnectionState, DropError } from './connection/state.ts';
import type { NetMgrEvents } from './events.ts';

/** One event to emit. */
export type Announcement = {
  [E in keyof NetMgrEvents]: { readonly event: E; readonly args: NetMgrEvents[E] };
}[keyof NetMgrEvents];

/** What ended the last connection or dial, when `state` follows from an error. */
export const causeOf = (state: ConnectionState): DropError | undefined => {
  if (state.status === 'backingOff') return state.cause;
  if (state.status !== 'closing' && state.status !== 'closed') return undefined;
  return state.reason.kind === 'local' ? undefined : state.reason.error;
};

const errorsOf = (previous: ConnectionState, next: ConnectionState): readonly Announcement[] => {
  const error = causeOf(next);
  // A goodbye is no error, and the end of `closing` was told when it began.
  if (error === undefined || error.code === 'SERVER_QUIT' || previous.status === 'closing') return [];
  return [{ event: 'error', args: [error] }];
};

const suspicionOf = (previous: ConnectionState, next: ConnectionState): readonly Announcement[] => {
  const was = previous.status === 'connected' && previous.suspect;
  const is = next.status === 'connected' && next.suspect;
  return was === is ? [] : [{ event: 'suspect', args: [is] }];
};

const isReconnect = (previous: ConnectionState): boolean => previous.status === 'connecting' && previous.everConnected;

const meaningOf = (previous: ConnectionState, next: ConnectionState): readonly Announcement[] => {
  switch (next.status) {
    case 'connected':
      return [{ event: 'connected', args: [{ reconnected: isReconnect(previous), attempt: next.failures + 1 }] }];
    case 'backingOff':
      return [{ event: 'reconnecting', args: [{ attempt: next.failures, delayMs: next.delayMs, cause: next.cause }] }];
    case 'closed':
      return [{ event: 'closed', args: [next.reason] }];
    default:
      return [];
  }
};

const sameStatusOf = (previous: ConnectionState, next: ConnectionState): readonly Announcement[] => {
  // A wake has cut the delay short.
  const isSooner = 'delayMs' in previous && 'delayMs' in next && previous.delayMs !== next.delayMs;
  return isSooner ? meaningOf(previous, next) : suspicionOf(previous, next);
};

/** Lists the events that a change from `previous` to `next` calls for. */
export const announcementsOf = (previous: ConnectionState, next: ConnectionState): readonly Announcement[] => {
  if (previous.status === next.status) return sameStatusOf(previous, next);
  const left = previous.status === 'connected';
  const info = { error: causeOf(next), willReconnect: next.status === 'backingOff' };
  const disconnected: Announcement = { event: 'disconnected', args: [info] };
  return [
    ...suspicionOf(previous, next),
    { event: 'state', args: [next.status, previous.status] },
    ...errorsOf(previous, next),
    ...(left ? [disconnected] : []),
    ...meaningOf(previous, next),
  ];
};
