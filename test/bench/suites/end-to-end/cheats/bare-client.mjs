// Honest, unless it is told how to cheat.

import { once } from 'node:events';
import net from 'node:net';

export const server = new URL('bare-server.mjs', import.meta.url).href;

const EVERY = 100;

/** @type {Record<string, (body: Buffer, earlier: Buffer) => Buffer[]>} */
const CHEATS = {
  drops: () => [],
  repeats: (_body, earlier) => [earlier],
  alters: (body) => [Buffer.concat([body.subarray(0, 63), Buffer.from([(body.at(-1) ?? 0) ^ 1])])],
};

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port, options }, onReply) => {
  const socket = net.connect({ port, host: '127.0.0.1' });
  // A server that has caught it goes at once.
  socket.on('error', () => {});
  socket.on('data', (body) => onReply(options.cheat === 'alters replies' ? body.fill(0, 0, 4) : body));
  await once(socket, 'connect');
  const cheat = CHEATS[String(options.cheat)];
  let sent = 0;
  let earlier = Buffer.alloc(0);
  return {
    sendRaw: (body) => {
      const own = Buffer.from(body);
      const bodies = cheat && ++sent % EVERY === 0 ? cheat(own, earlier) : [own];
      for (const each of bodies) socket.write(each);
      earlier = own;
    },
  };
};
