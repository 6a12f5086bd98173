import type { BotScript } from './bot-script.ts';
import { EchoMsg, MESSAGES } from './echo-message.ts';

/** Asks for an echo at every turn, by a number of its own. */
const echo: BotScript = {
  messages: MESSAGES,
  loop: async (bot) => {
    const seq = Number(bot.notes.seq ?? 0) + 1;
    bot.notes.seq = seq;
    await bot.request(EchoMsg, { seq, text: `bot ${bot.number}` }, EchoMsg, { matchField: 'seq' });
  },
};

/** Says nothing but heartbeats, which every server of the protocol answers. */
const heartbeat: BotScript = { measures: 'heartbeats' };

/** The scripts that need no module, by name. */
export const BUILT_IN_SCRIPTS: Readonly<Record<string, BotScript>> = { echo, heartbeat };
