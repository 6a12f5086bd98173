import type { NetMgr, NetMgrStats } from '@netmgr/client';
import type { ArenaClient, Identity } from '../shared/arena-client.ts';
import type { OwnShip } from '../shared/own-ship.ts';
import type { ConnectionView, Health } from './connection-view.ts';
import type { EventLog, LogLine } from './event-log.ts';
import type { FrameLoop, FrameWork } from './frame-loop.ts';
import type { PieceCounter } from './piece-counter.ts';

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
  readonly own: OwnShip;
  readonly log: EventLog;
  readonly loop: FrameLoop;
  readonly pieces: PieceCounter;
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
  /** How many pieces came, and how many of the own inputs are unconfirmed. */
  readonly pieces: number;
  readonly pendingInputs: number;
  readonly lastCorrection: number;
  readonly work: FrameWork;
}

declare global {
  interface Window {
    readonly arena: ArenaHook;
  }
}

/** Puts a hook at `window.arena` that can be read and not written. */
export const exposeArena = ({ net, view, arena, identity, own, log, loop, pieces }: HookSources): void => {
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
      const { x, y } = own.place;
      return { id: arena.ownId, name, color, isBot, x, y };
    },
    get others() {
      const others: SeenPilot[] = [];
      arena.eachOther(performance.now(), ({ id, name, color, isBot }, { x, y }) =>
        others.push({ id, name, color, isBot, x, y }),
      );
      return others;
    },
    get pieces() {
      return pieces.pieces;
    },
    get pendingInputs() {
      return own.pendingCount;
    },
    get lastCorrection() {
      return own.lastCorrection;
    },
    get work() {
      return loop.work;
    },
  };
  Object.defineProperty(window, 'arena', { value: Object.freeze(hook) });
};
