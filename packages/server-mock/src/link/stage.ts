// What one fault does to one direction of one connection is a stage: bytes and marks go in, and the same come out later, in order.
// Stages stand in a row between sender and receiver. None reads a clock or a random number that it was not given.

import type { Clock } from '@netmgr/client';
import type { FrameCursor } from './frame-cursor.ts';

/** The way that bytes go: `up` from client to server, `down` from server to client. */
export type Direction = 'up' | 'down';

/** What goes between bytes and is none: that a side says nothing more, that the connection is broken, or a ping. */
export interface Mark {
  /**
   * - `inOrder`: it has its place behind the bytes, as a FIN has
   * - `abrupt`: as a RST, it loses the bytes that still wait at the sender, and follows those that are under way
   * - `aside`: as a ping, it ends nothing and may be lost; bytes may overtake it where they are gathered, and it them
   */
  readonly kind: 'inOrder' | 'abrupt' | 'aside';
  /** Tells the receiver. */
  readonly deliver: () => void;
}

/** Takes bytes and marks. */
export interface Outlet {
  /** Takes a piece, which nobody may write to any more. Never empty. */
  bytes(piece: Uint8Array): void;
  /** Takes a mark. */
  mark(mark: Mark): void;
}

/** How much is held back. */
export interface Held {
  /** Counts the bytes. */
  readonly bytes: number;
  /** Counts pieces and marks. */
  readonly count: number;
}

/** What a stage holds that only lets pass. */
export const NOTHING_HELD: Held = { bytes: 0, count: 0 };

/** One fault at work on one direction of one connection. */
export interface Stage extends Outlet {
  /** Counts what it holds. */
  readonly held: Held;
  /** Tells that its sender should stop for now. Only what comes from a client can be stopped so. */
  readonly isFull: boolean;
  /** Lets out what it holds, at once and in order, and disarms its timers: its fault was removed. Nothing is given to it afterwards. */
  release(): void;
  /** Forgets what it holds and disarms its timers: the connection is over. Nothing is given to it afterwards. */
  stop(): void;
}

/** What a stage works with. */
export interface StageContext {
  /** Where its bytes and marks go. */
  readonly out: Outlet;
  /** The only timers that it may arm. */
  readonly clock: Clock;
  /** Where in the frames its first byte is, which differs from 0 when it is put into a connection that already talks. */
  readonly cursor: FrameCursor;
  /** How many bytes a direction holds before its sender is stopped (up) or dropped as too slow (down). */
  readonly maxHeldBytes: number;
  /** Ends the whole connection at once, for both sides; nothing that is held arrives any more. */
  readonly cut: (how: 'fin' | 'reset') => void;
}

/** Makes a stage. */
export type CreateStage = (context: StageContext) => Stage;
