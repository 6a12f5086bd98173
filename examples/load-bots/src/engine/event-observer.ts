import type { Observer } from '../bots/observer.ts';
import type { Events } from './artillery.ts';

/** Passes on to Artillery what bots live through, under names that begin with `netmgr.`; errors go by their codes. */
export const createEventObserver = (events: Events): Observer => {
  const count = (name: string, amount = 1): void => void events.emit('counter', `netmgr.${name}`, amount);
  const measure = (name: string, ms: number): void => void events.emit('histogram', `netmgr.${name}`, ms);
  return {
    connected: (tookMs) => {
      count(tookMs === undefined ? 'reconnects' : 'connections');
      if (tookMs !== undefined) measure('connect_time', tookMs);
    },
    sent: () => {
      count('sent');
      events.emit('rate', 'netmgr.send_rate');
    },
    replied: (fromPlanMs, fromSendMs) => {
      count('replies');
      measure('latency', fromPlanMs);
      measure('service_time', fromSendMs);
    },
    waitedInVain: (fromPlanMs) => measure('latency', fromPlanMs),
    heartbeat: (rttMs) => measure('heartbeat', rttMs),
    failed: (code, error) => {
      // A code that says only whose fault it was helps nobody to mend it.
      events.emit('error', code === 'SCRIPT_FAILED' && error instanceof Error ? error.message : code);
    },
    turn: () => count('turns'),
    missed: (turns) => count('turns_missed', turns),
  };
};
