import { defineMessage, NetMgr, type NetMgrOptions, t } from '@netmgr/client';
import { wechat } from '@netmgr/client/wechat';

// A game that is bundled and run where there is ECMAScript and little else.

export const ChatMsg = defineMessage(2001, 'ChatMsg', { line: t.string });
export const AskMsg = defineMessage(2002, 'AskMsg', { nr: t.int, question: t.string });
export const AnswerMsg = defineMessage(2003, 'AnswerMsg', { nr: t.int, answer: t.string });

/** What the game lived through. */
export interface Diary {
  readonly states: string[];
  readonly heard: string[];
  readonly errors: string[];
}

/** One game, in the hands of its test. */
export interface Game {
  readonly net: NetMgr;
  readonly diary: Diary;
  say(line: string): void;
  ask(nr: number, question: string): Promise<string>;
}

const MESSAGES = [ChatMsg, AskMsg, AnswerMsg];

/** Creates the game and writes its diary. */
export const createGame = (options: NetMgrOptions): Game => {
  const net = new NetMgr({ ...options, messages: MESSAGES });
  const diary: Diary = { states: [], heard: [], errors: [] };
  net.on('state', (state) => diary.states.push(state));
  net.on('error', (error) => diary.errors.push(String(error)));
  net.onMessage(ChatMsg, ({ line }) => diary.heard.push(line));
  return {
    net,
    diary,
    say: (line) => void net.send(ChatMsg, { line }),
    ask: async (nr, question) =>
      (await net.request(AskMsg, { nr, question }, AnswerMsg, { matchField: 'nr', timeoutMs: 5000 })).answer,
  };
};

/** Creates the game on the `wx` of its runtime. */
export const createWechatGame = (url: string): Game => createGame(wechat({ url }));
