import { checksumOf } from './workload.mjs';

/** @typedef {import('./workload.mjs').EndToEndParams} EndToEndParams */
/** @typedef {import('../../harness/suite.mjs').Contestant} Contestant */
/** @typedef {import('../../harness/suite.mjs').Case} Case */

/** @param {string} file */
const module = (file) => new URL(`contestants/${file}.mjs`, import.meta.url);

/** @type {Contestant[]} */
const contestants = [
  { name: 'netmgr', module: module('netmgr'), role: 'ours' },
  { name: 'netmgr generated', module: module('netmgr'), options: { types: 'generated' }, role: 'ours' },
  { name: 'netmgr single', module: module('netmgr'), options: { framing: 'single' }, role: 'ours' },
  { name: 'ws', module: module('raw') },
  { name: 'net', module: module('raw') },
  { name: 'ws, batched', module: module('raw'), options: { isBatched: true }, role: 'limit' },
  { name: 'net, batched', module: module('raw'), options: { isBatched: true }, role: 'limit' },
  { name: 'ws + protobufjs', module: module('protobuf') },
  { name: 'net + protobufjs', module: module('protobuf') },
  { name: 'socket.io', module: module('socket.io') },
  { name: 'colyseus', module: module('colyseus') },
  { name: 'mqtt', module: module('mqtt') },
  { name: 'nats', module: module('nats') },
];

/** Who sends bodies as they are. */
const RAW = {
  ws: ['netmgr', 'netmgr single', 'ws', 'ws, batched', 'socket.io', 'colyseus', 'mqtt', 'nats'],
  tcp: ['netmgr', 'net', 'net, batched', 'mqtt', 'nats'],
};
const TYPED = {
  ws: ['netmgr', 'netmgr generated', 'netmgr single', 'ws, batched', 'ws + protobufjs', 'socket.io', 'colyseus'],
  tcp: ['netmgr', 'netmgr generated', 'net, batched', 'net + protobufjs'],
};
const PINGING = {
  ws: ['netmgr', 'ws', 'socket.io', 'colyseus', 'mqtt', 'nats'],
  tcp: ['netmgr', 'net', 'mqtt', 'nats'],
};
const ASKING = ['netmgr', 'netmgr generated', 'ws + protobufjs', 'socket.io', 'colyseus', 'mqtt', 'nats'];

const WIRES = /** @type {const} */ (['ws', 'tcp']);

const TURNS = 20;
/** Many messages a tick ask for time to fill what is between the two ends, and to drain it. */
const STREAM_TURNS = 5;

/** Where both ends wait for each other it matters most where they run. @param {Case} kase @returns {Case} */
const inTurns = (kase) => ({
  ...kase,
  params: { ...kase.params, turns: TURNS },
  isOnOneCore: true,
  takesTurns: true,
});

/** @param {Case} kase @param {Pick<Case, 'name' | 'unit' | 'better'> & { detail: string }} reading @returns {Case} */
const reading = (kase, { detail, ...own }) => ({ ...kase, ...own, measuredWith: { case: kase.name, detail } });

/** @param {Case} kase @returns {Case[]} */
const withCpu = (kase) => [
  kase,
  reading(kase, {
    name: `${kase.name}: CPU`,
    unit: 'ns of client CPU per message',
    better: 'less',
    detail: 'clientNs',
  }),
];

/** @param {Case} kase @param {string} what */
const withTails = (kase, what) => [
  kase,
  ...['p99', 'p99.9'].map((detail) => reading(kase, { name: what.replace('p50', detail), detail })),
];

/** @param {'64 B' | 'PlayerMsg'} what @param {number} perTick @param {import('./workload.mjs').Wire} wire @param {boolean} isQuick */
const streamCase = (what, perTick, wire, isQuick) =>
  withCpu({
    name: `${what}, ${perTick.toLocaleString('en')} a tick, ${wire}`,
    params: {
      task: 'stream',
      shape: what === '64 B' ? 'raw' : 'player',
      wire,
      perTick,
      turns: perTick === 1 ? TURNS : STREAM_TURNS,
    },
    contestants: (what === '64 B' ? RAW : TYPED)[wire],
    takesTurns: true,
    isOnOneCore: perTick === 1,
    isQuick,
  });

const pings = WIRES.flatMap((wire) =>
  withTails(
    inTurns({
      name: `ping p50, ${wire}`,
      params: { task: 'ping', shape: 'raw', wire },
      contestants: PINGING[wire],
      unit: 'µs',
      better: 'less',
      isQuick: true,
    }),
    `ping p50, ${wire}`,
  ),
);

const requests = [
  ...withTails(
    inTurns({
      name: 'request p50, ws',
      params: { task: 'request', shape: 'player', wire: 'ws' },
      contestants: ASKING,
      unit: 'µs',
      better: 'less',
      isQuick: true,
    }),
    'request p50, ws',
  ),
  {
    name: '64 requests at once, ws',
    params: { task: 'request', shape: 'player', wire: 'ws', atOnce: 64, turns: STREAM_TURNS },
    contestants: ASKING,
    takesTurns: true,
    unit: 'thousand requests/s',
  },
];

/** @type {import('../../harness/suite.mjs').Suite} */
export const endToEnd = {
  name: 'end-to-end',
  title: 'End to end: from a client to a server in its own process',
  unit: 'thousand messages/s',
  better: 'more',
  workbench: new URL('workbench.mjs', import.meta.url),
  cases: [
    ...WIRES.flatMap((wire) =>
      [1, 10, 20, 100, 1000].flatMap((perTick) => streamCase('64 B', perTick, wire, perTick === 1 || perTick === 100)),
    ),
    ...[1, 10, 20, 100, 1000].flatMap((perTick) => streamCase('PlayerMsg', perTick, 'ws', perTick === 20)),
    ...streamCase('PlayerMsg', 20, 'tcp', false),
    ...pings,
    ...requests,
  ],
  contestants,
  verify: (params, seed, { count, checksum, detail }) => {
    const { shape } = /** @type {EndToEndParams} */ (params);
    if (count === 0 || count !== detail?.sent) return `the server saw ${count} messages, ${detail?.sent} were sent`;
    const expected = checksumOf(shape, seed, count);
    return checksum === expected ? undefined : `the server's checksum is ${checksum}, the messages have ${expected}`;
  },
  charts: [
    { cases: ['PlayerMsg, 20 a tick, ws'], title: 'PlayerMsg, 20 a tick, to the server' },
    { cases: ['64 B, 100 a tick, ws'], title: '64 bytes, 100 a tick, to the server' },
    { cases: ['ping p99, ws'], title: 'Ping, 99th percentile' },
  ],
};
