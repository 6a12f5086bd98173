// Two thousand clients on one mock server over real TCP: what a client costs, whether slow ones delay the others, how long a
// broadcast takes. Build first, then: node test/bench/mock-load.mjs [--clients 2000] [--seconds 5] [--rounds 6]
//
// Two processes: the server (mock-load-server.mjs) and, here, all clients on raw sockets. Four kinds of rounds take turns, in an order
// that changes, with the same traffic in each, so that the machine's moods fall on all of them alike: calm; slow, where some are
// stalled by a fault and the flooded ones stop reading until the server drops them; faulty, where a share gets latency and split
// besides; and calm once more. Latencies are those of clients that nothing is done to, and count as ratios to the calm round of the
// same turn: calm to calm shows how far apart two rounds are between which nothing differs.

import { fork } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createFrameDecoder, createFrameEncoder, defineMessage, t } from '@netmgr/client/protocol';
import { compare, describeRatio, orderOf } from './mock-load-ratio.mjs';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '6' },
  },
});
const CLIENTS = Number(values.clients);
const ROUND_MS = 1000 * Number(values.seconds);
const ROUNDS = Number(values.rounds);
const ECHO_EVERY_MS = 1000;
const WARM_UP_MS = 1000;
const BROADCAST_ID = 3001;
const SLOW = 10;

const EchoMsg = defineMessage(1001, 'EchoMsg', { sentAt: t.double, text: t.string });
const HelloMsg = defineMessage(1002, 'HelloMsg', { number: t.int });
const encoder = createFrameEncoder();

const range = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from }, (_, i) => from + i);
const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

const slowNumbers = range(0, SLOW);
const delayedNumbers = range(SLOW, SLOW + Math.floor(CLIENTS * 0.15));
const stalledNumbers = range(SLOW + delayedNumbers.length, SLOW + delayedNumbers.length + Math.floor(CLIENTS * 0.025));
const firstCalm = SLOW + delayedNumbers.length + stalledNumbers.length;

const child = fork(fileURLToPath(new URL('mock-load-server.mjs', import.meta.url)), { execArgv: ['--expose-gc'] });
/** @type {Map<number, (answer: any) => void>} */
const waiting = new Map();
child.on('message', (/** @type {{ serial: number, answer: unknown }} */ { serial, answer }) => {
  waiting.get(serial)?.(answer);
  waiting.delete(serial);
});
let serial = 0;
/** @type {(what: string, more?: object) => Promise<any>} */
const ask = (what, more = {}) =>
  new Promise((resolve) => {
    waiting.set(++serial, resolve);
    child.send({ serial, what, ...more });
  });
const { port } = await new Promise((resolve) => waiting.set(0, resolve));

/** Where the echo latencies of the undisturbed clients go. @type {number[]} */
let latencies = [];
let isMeasuring = false;
let broadcastsHeard = 0;

/** One client: it says who it is, echoes on a timer of its own phase, and counts what comes. */
class LoadClient {
  /** @param {number} number */
  constructor(number) {
    this.number = number;
    this.isOpen = false;
    this.sent = 0;
    this.received = 0;
    this.dial();
  }

  dial() {
    const decoder = createFrameDecoder({ onFrame: (id, bytes, start) => this.hear(id, bytes, start) });
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket = socket;
    this.opened = new Promise((resolve, reject) => {
      socket.once('connect', () => {
        this.isOpen = true;
        socket.write(encoder.encode(HelloMsg, { number: this.number }));
        resolve(undefined);
      });
      socket.once('error', reject);
    });
    this.opened.catch(() => {});
    socket.on('data', (bytes) => decoder.push(bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isOpen = false;
    });
  }

  echo() {
    if (!this.isOpen) return;
    this.sent++;
    this.socket?.write(encoder.encode(EchoMsg, { sentAt: performance.now(), text: 'position 12.5 7.25 0.5' }));
  }

  /** @param {number} id @param {Uint8Array} bytes @param {number} start */
  hear(id, bytes, start) {
    if (id === BROADCAST_ID) broadcastsHeard++;
    if (id !== EchoMsg.id) return;
    this.received++;
    if (!isMeasuring || this.number < firstCalm) return;
    const sentAt = new DataView(bytes.buffer, bytes.byteOffset + start, 8).getFloat64(0, true);
    latencies.push(performance.now() - sentAt);
  }
}

/** @param {number[]} sorted @param {number} share */
const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Lets everybody echo for one round and sums up what the undisturbed clients saw. */
const measure = async () => {
  await sleep(WARM_UP_MS);
  const before = await ask('cpu');
  latencies = [];
  isMeasuring = true;
  await sleep(ROUND_MS);
  isMeasuring = false;
  const after = await ask('cpu');
  const cpuMs = (after.user + after.system - before.user - before.system) / 1000;
  const sorted = latencies.toSorted((a, b) => a - b);
  return { count: sorted.length, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), cpu: cpuMs / ROUND_MS };
};

const median = (/** @type {number[]} */ list) =>
  quantile(
    list.toSorted((a, b) => a - b),
    0.5,
  );
const mib = (/** @type {number} */ bytes) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
const ms = (/** @type {number} */ value) => `${value.toFixed(2)} ms`;

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${os.cpus()[0]?.model.trim()} x ${os.cpus().length}, ${os.type()} ${os.release()}, Node ${process.version}`,
);
console.log(
  `load of the machine before: ${os
    .loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
);

const empty = await ask('memory');
/** @type {LoadClient[]} */
const clients = [];
for (let number = 0; number < CLIENTS; number++) {
  const client = new LoadClient(number);
  clients.push(client);
  if (number % 50 === 49) await client.opened;
}
await Promise.all(clients.map((client) => client.opened));
while ((await ask('counts')).clients < CLIENTS) await sleep(10);
const full = await ask('memory');

for (const client of clients) {
  setTimeout(() => setInterval(() => client.echo(), ECHO_EVERY_MS).unref(), (client.number * ECHO_EVERY_MS) / CLIENTS);
}
await ask('tick', { on: true });
await sleep(2000);

/** @typedef {{ count: number, p50: number, p99: number, cpu: number }} Round */
/** @type {Record<'calm' | 'slow' | 'faulty' | 'calm again', Round[]>} */
const rounds = { calm: [], slow: [], faulty: [], 'calm again': [] };
const KINDS = /** @type {(keyof typeof rounds)[]} */ (Object.keys(rounds));
const stopReading = () => {
  for (const number of slowNumbers) clients[number]?.socket?.pause();
};
/** Ends the flood and the faults, and lets those that did not read come back as new. */
const recover = async () => {
  await ask('flood', { who: [] });
  await ask('calm');
  for (const number of slowNumbers) {
    clients[number]?.socket?.destroy();
    clients[number]?.dial();
    await clients[number]?.opened;
  }
  await sleep(1000);
};
for (let turn = 0; turn < ROUNDS; turn++) {
  for (const kind of orderOf(KINDS, turn)) {
    await ask('flood', { who: slowNumbers });
    if (kind === 'slow' || kind === 'faulty') {
      await ask('disturb', { delayed: kind === 'faulty' ? delayedNumbers : [], stalled: stalledNumbers });
      stopReading();
    }
    rounds[kind].push(await measure());
    await recover();
  }
}
await ask('tick', { on: false });
await sleep(1000);

const broadcasts = [];
for (let round = 0; round < 11; round++) {
  broadcastsHeard = 0;
  const from = performance.now();
  const { count, callMs } = await ask('broadcast', { id: BROADCAST_ID });
  while (broadcastsHeard < count) await new Promise((resolve) => setImmediate(resolve));
  broadcasts.push({ count, callMs, allMs: performance.now() - from });
}

const after = await ask('memory');
const counts = await ask('counts');
for (const client of clients) client.socket?.destroy();
while ((await ask('counts')).clients > 0) await sleep(10);
const gone = await ask('memory');
const closed = await ask('close');
child.disconnect();

const quietest = (/** @type {number[]} */ list) => Math.min(...list);

console.log(
  `clients                          ${CLIENTS}: ${delayedNumbers.length} with latency and split, ${stalledNumbers.length} stalled, ${SLOW} that do not read, ${CLIENTS - firstCalm} undisturbed`,
);
console.log(`server, nobody connected         heap ${mib(empty.heap)}, rss ${mib(empty.rss)}`);
console.log(
  `server, all connected            heap ${mib(full.heap)}, rss ${mib(full.rss)}: ${((full.heap - empty.heap) / CLIENTS / 1024).toFixed(1)} KiB of heap and ${((full.rss - empty.rss) / CLIENTS / 1024).toFixed(1)} KiB of rss per client`,
);
console.log(`server, after the rounds         heap ${mib(after.heap)}, rss ${mib(after.rss)}`);
console.log(`server, all gone                 heap ${mib(gone.heap)}, rss ${mib(gone.rss)}`);
for (const [how, pick] of Object.entries({ median, quietest })) {
  for (const [name, list] of Object.entries(rounds)) {
    const of = (/** @type {'p50' | 'p99' | 'cpu'} */ what) => pick(list.map((round) => round[what]));
    const cpu = `${(100 * of('cpu')).toFixed(0)} % of a core`;
    console.log(`${`${how} round, ${name}`.padEnd(33)}p50 ${ms(of('p50'))}, p99 ${ms(of('p99'))}, ${cpu}`);
  }
}
const ratio = (/** @type {keyof typeof rounds} */ kind, /** @type {'p50' | 'p99'} */ what) =>
  describeRatio(
    compare(
      rounds[kind].map((round) => round[what]),
      rounds.calm.map((round) => round[what]),
    ),
  );
console.log(`echoes of the undisturbed, as the median of the ratios of ${ROUNDS} turns (lowest to highest):`);
for (const [words, kind] of /** @type {const} */ ([
  ['with slow clients / without', 'slow'],
  ['slow and faulty / without', 'faulty'],
  ['without / without', 'calm again'],
])) {
  console.log(`  ${words.padEnd(31)}p50 ${ratio(kind, 'p50')}, p99 ${ratio(kind, 'p99')}`);
}
console.log(`longest queue of a client online ${mib(counts.maxQueuedBytes)} of 1.0 MiB allowed`);
console.log(`went offline                     ${JSON.stringify(counts.offline)}, errors ${counts.errors}`);
console.log(
  `broadcast to ${broadcasts[0]?.count}                ${ms(median(broadcasts.map(({ callMs }) => callMs)))} in the call, ${ms(median(broadcasts.map(({ allMs }) => allMs)))} until the last has it`,
);
console.log(`after close()                    ${closed.openLinks} links, ${closed.armedTimers} timers`);
