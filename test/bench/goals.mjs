// What NetMgr wants to reach, each as a ratio within one run.

import { GROWTH } from './suites/scale/suite.mjs';

/** @typedef {import('./harness/judge.mjs').Goal} Goal */

/** Those of the cases in which chunks end anywhere in a message that peers are judged by. */
const CUT = [
  '16 B in 1 B',
  '16 B in 64 KiB',
  '64 B in 1448 B',
  '1 KiB in 1460 B',
  '1 KiB in 64 KiB',
  '64 KiB in 1460 B',
  '1.4 MB in 1460 B',
];

const receive = /** @type {const} */ ({ suite: 'receive', of: 'netmgr' });

/** @type {readonly Goal[]} */
const RECEIVE = [
  {
    ...receive,
    id: 'receive.in-place',
    kind: 'speed',
    says: '≥ 60 % of the contiguous walk at 64 KiB chunks',
    cases: ['16 B in 64 KiB', '1 KiB in 64 KiB', '16 B in 64 KiB, whole'],
    against: ['contiguous walk'],
    atLeast: 0.6,
    beside: 'chunk walk',
  },
  {
    ...receive,
    id: 'receive.split',
    kind: 'speed',
    says: '≥ 60 % of copying all at 1448 B chunks',
    cases: ['64 B in 1448 B', '1 KiB in 1460 B'],
    against: ['copy all'],
    atLeast: 0.6,
  },
  {
    ...receive,
    id: 'receive.large',
    kind: 'speed',
    says: '≥ 80 % of copying all for messages of 64 KiB and more',
    cases: ['64 KiB in 1460 B', '1.4 MB in 1460 B', '4 MiB in 1460 B'],
    against: ['copy all'],
    atLeast: 0.8,
  },
  {
    ...receive,
    id: 'receive.one-byte',
    kind: 'speed',
    says: '≥ 50 % of copying all at 1 B chunks',
    cases: ['16 B in 1 B'],
    against: ['copy all'],
    atLeast: 0.5,
  },
  {
    ...receive,
    id: 'receive.mysql2',
    kind: 'speed',
    says: "≥ 1.3 × mysql2's parser",
    cases: CUT,
    against: ['mysql2'],
    atLeast: 1.3,
  },
  {
    ...receive,
    id: 'receive.peers',
    kind: 'speed',
    says: '≥ 2 × every other peer',
    cases: CUT,
    against: [
      'pg-protocol',
      'ws Receiver',
      'msgpackr stream',
      'protobufjs delimited',
      'mqtt-packet',
      'concat per chunk',
    ],
    atLeast: 2,
  },
  {
    ...receive,
    id: 'receive.length-prefixed-stream',
    kind: 'speed',
    says: '≥ 8 × length-prefixed-stream',
    cases: CUT,
    against: ['length-prefixed-stream'],
    atLeast: 8,
    beside: 'copy all',
  },
  {
    ...receive,
    id: 'receive.linear',
    kind: 'growth',
    says: 'a byte costs ≤ 1.5 × as much in messages of 4 MiB as in those of 64 KiB',
    from: '64 KiB in 1460 B',
    to: '4 MiB in 1460 B',
    beside: 'copy all',
    atMost: 1.5,
  },
];

const straightLine = /** @type {const} */ ({ suite: 'codec', of: 'netmgr generated', kind: 'speed' });

/** @param {string} id @param {string} says @param {string} name the case @param {readonly string[]} against @param {number} atLeast @returns {Goal} */
const codecGoal = (id, says, name, against, atLeast) => ({
  ...straightLine,
  id: `codec.${id}`,
  says: `generated, ${name}: ≥ ${atLeast} × ${says}`,
  cases: [name],
  against,
  atLeast,
});

const PACKERS = ['protobufjs', 'msgpackr'];

const BOTH_WAYS = ['encode PlayerMsg', 'decode PlayerMsg', 'encode 100 entities', 'decode 100 entities'];

/** @type {readonly Goal[]} */
const CODEC = [
  codecGoal('encode-player.bebop', 'bebop', 'encode PlayerMsg', ['bebop'], 2),
  codecGoal('encode-player.packers', 'protobufjs and msgpackr', 'encode PlayerMsg', PACKERS, 8),
  codecGoal('decode-player.avsc', 'avsc', 'decode PlayerMsg', ['avsc'], 1.7),
  codecGoal('decode-player.packers', 'protobufjs and msgpackr', 'decode PlayerMsg', PACKERS, 2.2),
  codecGoal('encode-state.flatbuffers', 'flatbuffers', 'encode 100 entities', ['flatbuffers'], 1.6),
  codecGoal('encode-state.protobufjs', 'protobufjs', 'encode 100 entities', ['protobufjs'], 10),
  codecGoal('decode-state.flatbuffers', 'flatbuffers', 'decode 100 entities', ['flatbuffers'], 1.15),
  codecGoal('decode-state.msgpackr', 'msgpackr', 'decode 100 entities', ['msgpackr'], 2),
  {
    id: 'codec.schema',
    suite: 'codec',
    of: 'netmgr schema',
    kind: 'speed',
    says: 'by schema: never slower than protobufjs',
    cases: BOTH_WAYS,
    against: ['protobufjs'],
    atLeast: 1,
  },
];

/** @type {readonly Goal[]} */
const SIZE = [
  {
    id: 'size.whole',
    suite: 'size',
    of: 'netmgr',
    kind: 'ceiling',
    says: 'whole browser entry ≤ 7,000 bytes, eventemitter3 included',
    case: 'whole entry',
    atMost: 7000,
    beside: 'netmgr, core alone',
  },
  {
    id: 'size.protocol',
    suite: 'size',
    of: 'netmgr',
    kind: 'ceiling',
    says: 'protocol entry ≤ 2,500 bytes',
    case: 'protocol entry',
    atMost: 2500,
    beside: 'netmgr, core alone',
  },
];

/** @param {string} id @param {string} says @param {readonly string[]} cases @param {readonly string[]} against @param {number} atLeast @returns {Goal} */
const endToEnd = (id, says, cases, against, atLeast) => ({
  id: `end-to-end.${id}`,
  suite: 'end-to-end',
  of: 'netmgr',
  kind: 'speed',
  says,
  cases,
  against,
  atLeast,
});

/** What gets through in a second, and what it costs the client: both have to hold. @param {string} name the case */
const bothOf = (name) => [name, `${name}: CPU`];

const PLAYERS = bothOf('PlayerMsg, 20 a tick, ws');

/** @type {readonly Goal[]} */
const END_TO_END = [
  ...[
    endToEnd('typed.protobufjs', 'PlayerMsg, 20 a tick: ≥ 8 × ws + protobufjs', PLAYERS, ['ws + protobufjs'], 8),
    endToEnd('typed.colyseus', 'PlayerMsg, 20 a tick: ≥ 8 × colyseus', PLAYERS, ['colyseus'], 8),
    endToEnd('typed.socket.io', 'PlayerMsg, 20 a tick: ≥ 10 × socket.io', PLAYERS, ['socket.io'], 10),
  ].map((goal) => ({ ...goal, beside: 'ws, batched' })),
  endToEnd('nats.ws', '64 B, 100 a tick, over ws: ≥ 2 × nats', bothOf('64 B, 100 a tick, ws'), ['nats'], 2),
  endToEnd('nats.tcp', '64 B, 100 a tick, over TCP: ≥ 4 × nats', bothOf('64 B, 100 a tick, tcp'), ['nats'], 4),
  ...['ws', 'net'].flatMap((raw) => {
    const wire = raw === 'ws' ? 'ws' : 'tcp';
    return [
      endToEnd(`one.${wire}`, `64 B, 1 a tick: ≥ 0.9 × ${raw}`, bothOf(`64 B, 1 a tick, ${wire}`), [raw], 0.9),
      endToEnd(`ping.p50.${wire}`, `ping p50 ≤ 1.1 × ${raw}`, [`ping p50, ${wire}`], [raw], 1 / 1.1),
      endToEnd(`ping.p99.${wire}`, `ping p99 ≤ 1.3 × ${raw}`, [`ping p99, ${wire}`], [raw], 1 / 1.3),
    ];
  }),
];

/** Our clients, each with the raw transport under it. */
const RAW = [
  { id: 'ws', of: 'netmgr, ws', against: 'ws' },
  { id: 'tcp', of: 'netmgr, tcp', against: 'net' },
];

/** @type {readonly Goal[]} */
const SCALE = RAW.flatMap(({ id, of, against }) => [
  {
    id: `scale.heap.${id}`,
    suite: 'scale',
    of,
    kind: 'surplus',
    says: `${of}: an idle client takes ≤ 1.5 KiB of heap more than ${against}, at 10,000 in one process`,
    case: '10,000 clients',
    against,
    atMost: 1.5 * 1024,
  },
  {
    id: `scale.heartbeat.${id}`,
    suite: 'scale',
    of,
    kind: 'speed',
    says: `${of}: a heartbeat costs ≤ 1.2 × the CPU of ${against}, at 10,000 in one process`,
    cases: ['10,000 clients: CPU'],
    against: [against],
    atLeast: 1 / 1.2,
  },
  {
    id: `scale.heap-growth.${id}`,
    suite: 'scale',
    of,
    kind: 'scaling',
    says: `${of}: heap grows linearly or better, that is by a power of ≤ 1.05`,
    sizes: GROWTH.map(({ clients, heap }) => ({ case: heap, size: clients })),
    beside: against,
    atMost: 1.05,
  },
  {
    id: `scale.cpu-growth.${id}`,
    suite: 'scale',
    of,
    kind: 'scaling',
    says: `${of}: a heartbeat costs as much in a crowd, that is a power of ≤ 1.05 for all`,
    sizes: GROWTH.map(({ clients, cpu }) => ({ case: cpu, size: clients })),
    beside: against,
    atMost: 1.05,
  },
]);

/** Who dials within a second of a drop, and again soon, as ours do. Those who wait longer have fewer dials in a second: see DECISIONS.md. */
const PROMPT = ['phoenix', 'colyseus', 'AWS full jitter', 'centrifuge'];

const WEATHERS = ['blip', 'blip, 500 slots a second', 'restart of 10 s', 'restart of 10 s, 500 slots a second'];

/** @type {readonly Goal[]} */
const STORM = [
  {
    id: 'storm.second',
    suite: 'storm',
    of: 'netmgr',
    kind: 'speed',
    says: '10,000 back after a restart of 10 s: no more dials in the worst second than 1.05 × phoenix, colyseus, AWS full jitter and centrifuge',
    cases: WEATHERS.slice(2),
    against: PROMPT,
    atLeast: 1 / 1.05,
  },
  {
    id: 'storm.tenth',
    suite: 'storm',
    of: 'netmgr',
    kind: 'speed',
    says: '10,000 back after a drop: ≤ half as many dials in the worst tenth of a second as phoenix, colyseus and AWS full jitter',
    cases: WEATHERS.map((weather) => `${weather}: worst tenth of a second`),
    against: PROMPT.slice(0, 3),
    atLeast: 2,
  },
  {
    id: 'storm.announced',
    suite: 'storm',
    of: 'netmgr',
    kind: 'ceiling',
    says: '10,000 back after a restart that was announced: ≤ 5,302 dials in the worst second',
    case: 'announced restart of 10 s, 500 slots a second',
    atMost: 5302,
  },
  {
    id: 'storm.all',
    suite: 'storm',
    of: 'netmgr',
    kind: 'ceiling',
    says: '10,000 clients and 500 slots a second: all are back within 60 s of a restart of 10 s',
    case: 'restart of 10 s, 500 slots a second: until all are back',
    atMost: 60,
  },
];

/** @type {readonly Goal[]} */
const BROADCAST = [
  {
    id: 'broadcast.once',
    suite: 'broadcast',
    of: 'mock server, broadcast',
    kind: 'speed',
    says: 'a broadcast to 2,000 clients, encoded once, costs less than 2,000 × send',
    cases: ['2,000 clients'],
    against: ['mock server, 2,000 × send'],
    atLeast: 1.1,
  },
  {
    id: 'broadcast.socket.io',
    suite: 'broadcast',
    of: 'mock server, broadcast',
    kind: 'speed',
    says: 'a broadcast to 2,000 clients costs no more than that of socket.io',
    cases: ['2,000 clients'],
    against: ['socket.io'],
    atLeast: 1,
  },
];

/** @param {string} direction @param {string} kind @param {number} atMost @returns {Goal} */
const leaves = (direction, kind, atMost) => ({
  id: `allocation.${direction}.${kind.replace(' ', '-')}`,
  suite: 'allocation',
  of: `netmgr ${kind}`,
  kind: 'ceiling',
  says: `${direction}, ${kind}: a PlayerMsg leaves ≤ ${atMost} bytes to the garbage collector`,
  case: direction,
  atMost,
});

/** @type {readonly Goal[]} */
const ALLOCATION = [
  leaves('receive', 'generated', 220),
  leaves('receive', 'by hand', 220),
  leaves('receive', 'schema', 240),
  leaves('receive', 'raw', 440),
  ...['generated', 'by hand', 'schema', 'raw'].map((kind) => leaves('send', kind, 40)),
];

/** @type {readonly Goal[]} */
export const GOALS = [...RECEIVE, ...CODEC, ...SIZE, ...END_TO_END, ...SCALE, ...BROADCAST, ...STORM, ...ALLOCATION];
