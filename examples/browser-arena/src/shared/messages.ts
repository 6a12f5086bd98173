// Everything that goes over the wire, for the page, the bots and the server alike.

import { defineMessage, defineStruct, type MessageOf, type MessageType, t } from '@netmgr/client';

/** What a ship looks like. */
export const Hull = { dart: 0, manta: 1, comet: 2 } as const;
export type Hull = (typeof Hull)[keyof typeof Hull];

/** What came of asking to join. */
export const JoinResult = { welcome: 0, arenaFull: 1, badName: 2 } as const;
export type JoinResult = (typeof JoinResult)[keyof typeof JoinResult];

/** Why a pilot is gone: said goodbye, or was cut off. */
export const LeaveReason = { quit: 0, lost: 1 } as const;
export type LeaveReason = (typeof LeaveReason)[keyof typeof LeaveReason];

export const Pilot = defineStruct('Pilot', {
  id: t.int,
  name: t.string,
  color: t.uint,
  hull: t.enum(Hull),
  isBot: t.bool,
  score: t.int,
});
export type Pilot = MessageOf<typeof Pilot>;

export const Place = defineStruct('Place', { x: t.float, y: t.float, angle: t.float });
export type Place = MessageOf<typeof Place>;

export const Mover = defineStruct('Mover', { id: t.int, place: Place });
export type Mover = MessageOf<typeof Mover>;

export const Spark = defineStruct('Spark', { id: t.byte, x: t.float, y: t.float });
export type Spark = MessageOf<typeof Spark>;

/** Client → server, a request. `key` is the pilot's secret: who comes back with it gets the same ship and score. */
export const JoinMsg = defineMessage(2001, 'JoinMsg', {
  seq: t.int,
  key: t.string,
  name: t.string,
  color: t.uint,
  hull: t.enum(Hull),
  isBot: t.bool,
});
export type JoinMsg = MessageOf<typeof JoinMsg>;

/** The reply to `JoinMsg`, found by `seq`. A `RosterMsg` follows a welcome. */
export const JoinReplyMsg = defineMessage(2002, 'JoinReplyMsg', {
  seq: t.int,
  result: t.enum(JoinResult),
  id: t.int,
});
export type JoinReplyMsg = MessageOf<typeof JoinReplyMsg>;

/** Server → a newcomer: all there is, the newcomer included. */
export const RosterMsg = defineMessage(2003, 'RosterMsg', { pilots: t.list(Pilot), sparks: t.list(Spark) });
export type RosterMsg = MessageOf<typeof RosterMsg>;

/** Server → everybody else: somebody came. */
export const PilotCameMsg = defineMessage(2004, 'PilotCameMsg', { pilot: Pilot });
export type PilotCameMsg = MessageOf<typeof PilotCameMsg>;

/** Server → everybody else: somebody is gone. */
export const PilotLeftMsg = defineMessage(2005, 'PilotLeftMsg', { id: t.int, reason: t.enum(LeaveReason) });
export type PilotLeftMsg = MessageOf<typeof PilotLeftMsg>;

/** Client → server: where my ship is, up to 20 times a second. */
export const MoveMsg = defineMessage(2006, 'MoveMsg', { place: Place });
export type MoveMsg = MessageOf<typeof MoveMsg>;

/** Server → everybody, 20 times a second: where all ships are, at a moment of the server's clock. */
export const WorldMsg = defineMessage(2007, 'WorldMsg', { timeMs: t.uint, movers: t.list(Mover) });
export type WorldMsg = MessageOf<typeof WorldMsg>;

/** Server → everybody: a pilot took a spark, which shines elsewhere now. */
export const SparkTakenMsg = defineMessage(2008, 'SparkTakenMsg', { spark: Spark, pilotId: t.int, score: t.int });
export type SparkTakenMsg = MessageOf<typeof SparkTakenMsg>;

/** Every message of the arena. */
export const ARENA_MESSAGES: readonly MessageType<unknown>[] = [
  JoinMsg,
  JoinReplyMsg,
  RosterMsg,
  PilotCameMsg,
  PilotLeftMsg,
  MoveMsg,
  WorldMsg,
  SparkTakenMsg,
];
