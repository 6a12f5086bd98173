import { defineMessage, defineStruct, type MessageOf, type MessageType, t } from '@netmgr/client/node';

export const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });
export type PlayerData = MessageOf<typeof PlayerData>;

/** Both ways: the bot says what it is, and the server answers with what it has become. */
export const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });
export type PlayerMsg = MessageOf<typeof PlayerMsg>;

/** Bot → server, a request. */
export const LoginMsg = defineMessage(1101, 'LoginMsg', { seq: t.int, name: t.string });
export type LoginMsg = MessageOf<typeof LoginMsg>;

/** The reply to `LoginMsg`, found by `seq`. */
export const LoginReplyMsg = defineMessage(1102, 'LoginReplyMsg', { seq: t.int, playerID: t.int, greeting: t.string });
export type LoginReplyMsg = MessageOf<typeof LoginReplyMsg>;

/** Every message of this example. */
export const MESSAGES: readonly MessageType<unknown>[] = [PlayerMsg, LoginMsg, LoginReplyMsg];
