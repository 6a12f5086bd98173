// The server of mock-load.mjs, in a process of its own: it echoes, floods a few and broadcasts, and answers what its parent asks.

import { defineMessage, t } from '@netmgr/client';
import { latency, split, stall } from '@netmgr/server-mock';
import { MockServer } from '@netmgr/server-mock/node';

/** @typedef {import('@netmgr/server-mock').MockClient} MockClient */
/** @typedef {import('@netmgr/server-mock').InstalledFault} InstalledFault */

const EchoMsg = defineMessage(1001, 'EchoMsg', { sentAt: t.double, text: t.string });
const HelloMsg = defineMessage(1002, 'HelloMsg', { number: t.int });
const BROADCAST_ID = 2001;
const FLOOD_ID = 2002;
const FLOOD_BYTES = 131_072;
const FLOOD_EVERY_MS = 50;
const TICK_EVERY_MS = 1000;
const TICK_BYTES = 256;

const server = await MockServer.listen({
  messages: [EchoMsg, HelloMsg],
  tcpPort: 0,
  idleTimeoutMs: 0,
  maxQueuedBytesPerClient: 1_048_576,
  maxRecorded: 100,
});

/** @type {Map<number, MockClient>} */
const clients = new Map();
/** @type {Record<string, number>} */
const offline = {};
/** @type {MockClient[]} */
let flooded = [];
/** @type {InstalledFault[]} */
let faults = [];
let maxQueuedBytes = 0;

/** @type {Map<MockClient, number>} */
const numbers = new Map();
server.onMessage(HelloMsg, (client, { number }) => {
  clients.set(number, client);
  numbers.set(client, number);
});
server.onMessage(EchoMsg, (client, msg) => void client.send(EchoMsg, msg));
server.on('clientOffline', (client, reason) => {
  const number = numbers.get(client) ?? -1;
  numbers.delete(client);
  if (clients.get(number) === client) clients.delete(number);
  offline[reason] = (offline[reason] ?? 0) + 1;
});

const flood = new Uint8Array(FLOOD_BYTES);
setInterval(() => {
  for (const client of flooded) {
    client.sendFrame(FLOOD_ID, flood);
    if (client.isOnline) maxQueuedBytes = Math.max(maxQueuedBytes, client.bufferedBytes);
  }
}, FLOOD_EVERY_MS).unref();

const tick = new Uint8Array(TICK_BYTES);
let isTicking = false;
setInterval(() => {
  if (isTicking) server.broadcastFrame(BROADCAST_ID, tick);
}, TICK_EVERY_MS).unref();

/** @param {number[]} who */
const find = (who) => who.map((number) => clients.get(number)).filter((client) => client !== undefined);

/** What the parent can ask for.
 * @type {Record<string, (ask: any) => unknown>} */
const ANSWERS = {
  memory: async () => {
    // What sockets and finalizers hold goes in several turns.
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      global.gc?.();
    }
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    return { rss, heap: heapUsed + arrayBuffers, clients: server.clientCount };
  },
  tick: ({ on }) => {
    isTicking = on;
  },
  flood: ({ who }) => {
    flooded = find(who);
  },
  disturb: ({ delayed, stalled }) => {
    for (const client of find(delayed)) {
      faults.push(server.addFault(latency({ ms: 50, jitterMs: 20 }), { client }));
      faults.push(server.addFault(split({ random: [20, 100] }), { client }));
    }
    for (const client of find(stalled)) faults.push(server.addFault(stall(), { client }));
  },
  cpu: () => process.cpuUsage(),
  calm: () => {
    for (const fault of faults) fault.remove();
    faults = [];
  },
  broadcast: ({ id }) => {
    const from = performance.now();
    const count = server.broadcastFrame(id, new Uint8Array(100));
    return { count, callMs: performance.now() - from };
  },
  counts: () => ({ offline, maxQueuedBytes, clients: server.clientCount, errors: server.errors.length }),
  close: async () => {
    await server.close();
    return { openLinks: server.openLinks, armedTimers: server.armedTimers };
  },
};

process.on('message', async (/** @type {{ serial: number, what: string }} */ ask) => {
  process.send?.({ serial: ask.serial, answer: await ANSWERS[ask.what]?.(ask) });
});
process.on('disconnect', () => process.exit());
process.send?.({ serial: 0, answer: { port: server.ports.tcp } });
