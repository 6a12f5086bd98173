// One bot, as a process of its own over TCP. Started by the demo: <url> <name> <color> <hull>

import { randomUUID } from 'node:crypto';
import { NetMgr } from '@netmgr/client/node';
import { ArenaClient } from '../shared/arena-client.ts';
import { ARENA, createShip, fly } from '../shared/flight.ts';
import { ARENA_MESSAGES, type Hull } from '../shared/messages.ts';
import { Steering } from './steering.ts';

const STEP_MS = 50;

const [url = '', name = 'Bot', color = '0', hull = '0'] = process.argv.slice(2);

const net = new NetMgr({ url, messages: ARENA_MESSAGES, retryFirstConnect: true });
const identity = { key: randomUUID(), name, color: Number(color), hull: Number(hull) as Hull, isBot: true };
const arena = new ArenaClient(net, identity);
const steering = new Steering(Math.random);
const ship = createShip({ x: Math.random() * ARENA.width, y: Math.random() * ARENA.height, angle: 0 });

const step = (): void => {
  fly(ship, steering.thrustFor(ship, arena.sparks, STEP_MS / 1000), STEP_MS / 1000);
  arena.move({ x: ship.x, y: ship.y, angle: ship.angle });
};
const steps = setInterval(step, STEP_MS);

const leave = async (): Promise<void> => {
  clearInterval(steps);
  await net.close();
  if (process.connected) process.disconnect();
};
process.on('disconnect', leave);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
net.on('closed', leave);
net.connect().catch(() => {});
// The demo may have ended while this process was still beginning.
if (!process.connected) void leave();
