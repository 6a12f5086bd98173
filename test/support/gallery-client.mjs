// The players of a gallery play, as a process of their own that can be put to sleep: `node gallery-client.mjs '{ "count": 1, "speed": 20 }'`.
// It says "ready", reads the url from its input and lets them join. Every NetMgr logs in on each connection and prints its events as lines of JSON; the process ends when all of them are closed.

import { once } from 'node:events';
import { createSystemClock, NetMgr } from '@netmgr/client/node';
import { createScaledClock, createSeededRandom, LoginMsg } from '@netmgr/server-mock';

/** @type {{ count: number, speed: number, seed?: number, net?: import('@netmgr/client').NetMgrOptions }} */
const { count, speed, seed = 1, net: options } = JSON.parse(process.argv[2] ?? '{}');
const clock = createScaledClock(createSystemClock(), speed);

/** @param {number} player @param {string} event */
const print = (player, event) => console.log(JSON.stringify({ player, event, at: Math.round(clock.now()) }));

console.log('ready');
const [line] = await once(process.stdin.setEncoding('utf8'), 'data');
process.stdin.destroy();
const url = String(line).trim();

for (let player = 1; player <= count; player++) {
  const net = new NetMgr({ url, clock, random: createSeededRandom(seed + player), messages: [LoginMsg], ...options });
  net.on('connected', () => {
    print(player, 'connected');
    net.send(LoginMsg, { player: 'Ann' });
  });
  net.on('suspect', (isSuspect) => print(player, isSuspect ? 'suspect' : 'well'));
  net.on('disconnected', ({ error }) => print(player, error?.code ?? 'disconnected'));
  net.on('closed', ({ kind }) => print(player, `closed ${kind}`));
  await net.connect();
}
