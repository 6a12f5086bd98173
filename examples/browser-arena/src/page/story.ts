import type { CloseReason, NetMgr } from '@netmgr/client';
import type { ArenaListener } from '../shared/arena-client.ts';
import { JoinResult, LeaveReason } from '../shared/messages.ts';
import { detailOf } from './connection-view.ts';
import type { EventLog } from './event-log.ts';
import { formatMs } from './format.ts';

/** Writes down what happens to the connection. */
export const tellConnection = (net: NetMgr, log: EventLog): void => {
  net.on('connected', ({ reconnected }) => {
    const { lastReconnectMs } = net.stats;
    log.add('good', reconnected ? `connected again, ${formatMs(lastReconnectMs)} after the loss` : 'connected');
  });
  net.on('suspect', (isSuspect) => {
    if (isSuspect) log.add('warn', 'poor connection: a heartbeat stays without answer');
    else if (net.state === 'connected') log.add('good', 'heard the server again');
  });
  net.on('disconnected', ({ error }) => {
    if (error !== undefined) log.add('bad', detailOf(error), error.code);
  });
  net.on('reconnecting', ({ attempt, delayMs, cause }) => {
    const isDial = attempt > 1 ? `attempt ${attempt} ` : '';
    const why = attempt > 1 ? ` (${cause.code})` : '';
    log.add('busy', `reconnecting: ${isDial}in ${formatMs(delayMs)}${why}`);
  });
  net.on('closed', (reason) => log.add('soft', describeClose(reason)));
};

/** Writes down what happens in the arena. */
export const createArenaStory = (log: EventLog): ArenaListener => ({
  onJoined: (again) => log.add('soft', again ? 'back in the arena, same ship' : 'joined the arena'),
  onRefused: (result) =>
    log.add('bad', result === JoinResult.arenaFull ? 'the arena is full' : 'the arena refused the name'),
  onPilotCame: ({ name }) => log.add('soft', `${name} came`),
  onPilotLeft: ({ name }, reason) =>
    log.add('soft', reason === LeaveReason.quit ? `${name} left` : `${name} was cut off`),
});

const describeClose = (reason: CloseReason): string => {
  if (reason.kind === 'local') return 'closed by this page';
  return `closed: ${detailOf(reason.error)}`;
};
