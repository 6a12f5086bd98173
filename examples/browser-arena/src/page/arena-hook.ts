import type { NetMgr, NetMgrStats } from '@netmgr/client';
import type { ArenaClient, Identity } from '../shared/arena-client.ts';
import type { Ship } from '../shared/flight.ts';
import type { ConnectionView, Health } from './connection-view.ts';
import type { EventLog, LogLine } from './event-log.ts';

/** One pilot, and where its ship is seen. */
export interface SeenPilot {
  /** `undefined` before the own pilot has joined. */
  readonly id: number | undefined;
  readonly name: string;
  readonly color: number;
  readonly isBot: boolean;
  readonly x: number;
  readonly y: number;
}

/** What the hook reads. */
export interface HookSources {
  readonly net: NetMgr;
  readonly view: ConnectionView;
  readonly arena: ArenaClient;
  readonly identity: Identity;
  readonly ship: Ship;
  readonly log: EventLog;
}

/** What `window.arena` shows of the page, for the console and for tests. */
export interface ArenaHook {
  readonly state: NetMgr['state'];
  readonly health: Health;
  readonly stats: NetMgrStats;
  readonly log: readonly LogLine[];
  /** Tells whether the own pilot is in the arena. */
  readonly isJoined: boolean;
  /** The own pilot, where its ship is now. */
  readonly self: SeenPilot;
  /** The others, where they are drawn now. */
  readonly others: readonly SeenPilot[];
}

declare global {
  interface Window {
    readonly arena: ArenaHook;
  }
}

/** Puts a hook at `window.arena` that can be read and not written. */
export const exposeArena = ({ net, view, arena, identity, ship, log }: HookSources): void => {
  const hook: ArenaHook = {
    get state() {
      return net.state;
    },
    get health() {
      return view.health;
    },
    get stats() {
      return net.stats;
    },
    get log() {
      return log.lines;
    },
    get isJoined() {
      return arena.isJoined;
    },
    get self() {
      const { name, color, isBot } = identity;
      return { id: arena.ownId, name, color, isBot, x: ship.x, y: ship.y };
    },
    get others() {
      const others = arena.othersAt(performance.now());
      return others.map(({ pilot: { id, name, color, isBot }, place: { x, y } }) => ({ id, name, color, isBot, x, y }));
    },
  };
  Object.defineProperty(window, 'arena', { value: Object.freeze(hook) });
};
