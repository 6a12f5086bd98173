import type { WhenOffline } from '@netmgr/client';
import { EVENTS } from '../support/rig.ts';

/** A call that a game or its host may make, also from inside a listener or handler. */
export type Call =
  | { readonly do: 'connect' | 'close' | 'reconnectNow' | 'flush' | 'wake' | 'offlineHint' }
  | { readonly do: 'send'; readonly bytes: number; readonly whenOffline?: WhenOffline }
  | { readonly do: 'sendTooLarge' }
  | { readonly do: 'request'; readonly wantsAnswer: boolean; readonly timeoutMs: number }
  | { readonly do: 'update'; readonly maxMessages: number };

/** What else a listener or handler may do. */
export type Reaction = Call | { readonly do: 'throw' | 'reject' | 'remove' };

/** Something that the server or the network does. */
export type Happening =
  | { readonly do: 'tick'; readonly count: number; readonly bytes: number }
  | { readonly do: 'drop'; readonly how: 'fin' | 'reset' }
  | { readonly do: 'kick' | 'stall' | 'resume' | 'heartbeat' | 'quit' | 'broken' | 'unknown' }
  | { readonly do: 'restart'; readonly how: 'fin' | 'reset'; readonly downMs: number };

/** How time passes: a few turns of the microtask queue, a span, or a span in which the host sleeps. */
export type Passing =
  | { readonly do: 'turns'; readonly count: number }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'sleep'; readonly ms: number };

/** One step of a simulation. */
export type Operation = Call | Happening | Passing;

/** Where a reaction is called from. */
export const TRIGGERS = [...EVENTS, 'message'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Something done from inside the next callback of its trigger; each is done once. */
export interface PlannedReaction {
  readonly on: Trigger;
  readonly reaction: Reaction;
}
