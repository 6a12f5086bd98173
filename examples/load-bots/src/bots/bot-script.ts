import type { NodeNetMgrOptions } from '@netmgr/client/node';
import type { Bot } from './bot.ts';

/** What bots say: the default export of a script. Everything in it is optional, but one of `onConnect` and `loop` should be there. */
export interface BotScript {
  /** The message types, so that what the server sends is understood. Those that `send` and `request` are given join them. */
  readonly messages?: NonNullable<NodeNetMgrOptions['messages']>;
  /** Options of each bot's NetMgr, such as `heartbeat` or `layout`. */
  readonly options?: Omit<NodeNetMgrOptions, 'url' | 'transport' | 'messages' | 'clock' | 'random'>;
  /**
   * What counts as an answer: those to `bot.request`, or those to the heartbeats, which then go out at the pace of `--think`.
   * @default 'requests'
   */
  readonly measures?: 'requests' | 'heartbeats';
  /** Runs on every new connection, before its first turn: a login. When it throws, the bot takes no turn on this connection. */
  readonly onConnect?: (bot: Bot) => void | Promise<void>;
  /** One turn. It is begun again and again at the pace of `--think`; a turn that throws is counted, and the next one comes all the same. */
  readonly loop?: (bot: Bot) => void | Promise<void>;
}
