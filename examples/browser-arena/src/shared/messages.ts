// Everything that goes over the wire, for the page, the bots and the server alike.

import { defineMessage, defineStruct, type MessageOf, type MessageType, t } from '@netmgr/client';

/** What a ship looks like. */
export const Hull = { dart: 0, manta: 1, comet: 2 } as const;
export type Hull = (typeof Hull)[keyof typeof Hull];

/** What came of asking to join. */
export const JoinResult = { welcome: 0, arenaFull: 1, badName: 2 } as const;
export type JoinResult = (typeof JoinResult)[keyof typeof JoinResult];

/** Why a pilot is gone: said goodbye, was cut off, or was sent away. */
export const LeaveReason = { quit: 0, lost: 1, kicked: 2 } as const;
export type LeaveReason = (typeof LeaveReason)[keyof typeof LeaveReason];

/** Why the server is about to say Quit to a client. */
export const Farewell = { kicked: 0, takenOver: 1 } as const;
export type Farewell = (typeof Farewell)[keyof typeof Farewell];

export const Pilot = defineStruct('Pilot', {
  id: t.ushort,
  name: t.string,
  color: t.uint,
  hull: t.enum(Hull),
  isBot: t.bool,
  score: t.int,
});
export type Pilot = MessageOf<typeof Pilot>;

/** How a ship moves, in units and units per second. Floats hold exactly what the simulation computes. */
export const Motion = defineStruct('Motion', { x: t.float, y: t.float, vx: t.float, vy: t.float, angle: t.float });
export type Motion = MessageOf<typeof Motion>;

/** Where another ship is, in few bytes: see `pack-place.ts`. */
export const Mover = defineStruct('Mover', { id: t.ushort, x: t.ushort, y: t.ushort, angle: t.byte });
export type Mover = MessageOf<typeof Mover>;

/** What a pilot's hands do during one step: each from −127 to 127, together no longer than 127. */
export const Thrust = defineStruct('Thrust', { x: t.sbyte, y: t.sbyte });
export type Thrust = MessageOf<typeof Thrust>;

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
  id: t.ushort,
  motion: Motion,
});
export type JoinReplyMsg = MessageOf<typeof JoinReplyMsg>;

/** Server → a newcomer: all there is, the newcomer included. */
export const RosterMsg = defineMessage(2003, 'RosterMsg', { pilots: t.list(Pilot), sparks: t.list(Spark) });
export type RosterMsg = MessageOf<typeof RosterMsg>;

/** Server → everybody else: somebody came. */
export const PilotCameMsg = defineMessage(2004, 'PilotCameMsg', { pilot: Pilot });
export type PilotCameMsg = MessageOf<typeof PilotCameMsg>;

/** Server → everybody else: somebody is gone. */
export const PilotLeftMsg = defineMessage(2005, 'PilotLeftMsg', { id: t.ushort, reason: t.enum(LeaveReason) });
export type PilotLeftMsg = MessageOf<typeof PilotLeftMsg>;

/** Client → server, up to 20 times a second: the steps since the last one. `seq` numbers the first of them. */
export const InputMsg = defineMessage(2006, 'InputMsg', { seq: t.uint, thrusts: t.list(Thrust) });
export type InputMsg = MessageOf<typeof InputMsg>;

/** Server → one pilot, when there is news: its ship after all inputs up to `seq`. */
export const OwnMotionMsg = defineMessage(2007, 'OwnMotionMsg', { seq: t.uint, motion: Motion });
export type OwnMotionMsg = MessageOf<typeof OwnMotionMsg>;

/** Server → everybody, 20 times a second: where all ships are, at a moment of the server's clock. */
export const WorldMsg = defineMessage(2008, 'WorldMsg', { timeMs: t.uint, movers: t.list(Mover) });
export type WorldMsg = MessageOf<typeof WorldMsg>;

/** Server → everybody: a pilot took a spark, which shines elsewhere now. */
export const SparkTakenMsg = defineMessage(2009, 'SparkTakenMsg', { spark: Spark, pilotId: t.ushort, score: t.int });
export type SparkTakenMsg = MessageOf<typeof SparkTakenMsg>;

/** Client → server: call me so, paint me so. */
export const LookMsg = defineMessage(2010, 'LookMsg', { name: t.string, color: t.uint });
export type LookMsg = MessageOf<typeof LookMsg>;

/** Server → everybody: somebody has a new name or colour. */
export const PilotLookMsg = defineMessage(2011, 'PilotLookMsg', { id: t.ushort, name: t.string, color: t.uint });
export type PilotLookMsg = MessageOf<typeof PilotLookMsg>;

/** Client → server: a line of chat. */
export const SayMsg = defineMessage(2012, 'SayMsg', { text: t.string });
export type SayMsg = MessageOf<typeof SayMsg>;

/** Server → everybody: who said what. */
export const SaidMsg = defineMessage(2013, 'SaidMsg', { id: t.ushort, text: t.string });
export type SaidMsg = MessageOf<typeof SaidMsg>;

/** Server → a newcomer, and everybody when it changes: how many bots are wished. */
export const BotsMsg = defineMessage(2015, 'BotsMsg', { count: t.ushort });
export type BotsMsg = MessageOf<typeof BotsMsg>;

/** Server → one client: why a Quit follows. */
export const FarewellMsg = defineMessage(2014, 'FarewellMsg', { reason: t.enum(Farewell) });
export type FarewellMsg = MessageOf<typeof FarewellMsg>;

/** The longest name and the longest line of chat, in UTF-16 units. */
export const MAX_NAME_LENGTH = 20;
export const MAX_CHAT_LENGTH = 120;

/** Every message of the arena. */
export const ARENA_MESSAGES: readonly MessageType<unknown>[] = [
  JoinMsg,
  JoinReplyMsg,
  RosterMsg,
  PilotCameMsg,
  PilotLeftMsg,
  InputMsg,
  OwnMotionMsg,
  WorldMsg,
  SparkTakenMsg,
  LookMsg,
  PilotLookMsg,
  SayMsg,
  SaidMsg,
  FarewellMsg,
  BotsMsg,
];
