import { windowMs } from './workbench.mjs';

/** @param {string} file */
const contestant = (file) => new URL(`contestants/${file}.mjs`, import.meta.url);

/** Who is looked at in all sizes. */
const PLAIN = ['netmgr, ws', 'ws', 'netmgr, tcp', 'net'];
const PEERS = ['partysocket', 'socket.io', 'mqtt'];
/** The raw sockets with the least that heartbeats ask for. */
const WATCHED = ['ws, watched', 'net, watched'];

/** The heartbeats of all clients together come at this rate, so that each size does the same work. */
const BEATS_PER_SECOND = 5000;

const CROWD = 10_000;
const CROWD_CASE = '10,000 clients';

/** They take half a minute each at 10,000; more are for the CPU of those that goals compare. */
const FEW_ROUNDS = { rounds: 3 };

/** @param {string} name @param {number} clients @param {number} intervalMs @param {Partial<import('../../harness/suite.mjs').Case>} [more] */
const sizeOf = (name, clients, intervalMs, more = {}) => [
  { name, params: { clients, intervalMs }, isQuick: true, isOnOneCore: true, ...more },
  {
    name: `${name}: CPU`,
    params: {},
    unit: 'µs of CPU per heartbeat',
    measuredWith: { case: name, detail: 'cpuPerBeat' },
    ...(more.contestants && { contestants: more.contestants }),
  },
];

/** @param {number} clients */
const intervalMsOf = (clients) => (1000 * clients) / BEATS_PER_SECOND;

/** @param {number} clients */
const growing = (clients) =>
  sizeOf(growthCase(clients), clients, intervalMsOf(clients), { contestants: PLAIN, isQuick: false });

/** @param {number} clients */
const growthCase = (clients) =>
  clients === CROWD
    ? CROWD_CASE
    : `${clients.toLocaleString('en')} clients, ${BEATS_PER_SECOND.toLocaleString('en')} heartbeats a second`;

const SIZES = [250, 1000, 2500, 5000, CROWD];

/** The cases over which the growth of cost is fitted: how many clients each has, and the names of its two figures. */
export const GROWTH = SIZES.map((clients) => ({
  clients,
  heap: growthCase(clients),
  cpu: `${growthCase(clients)}: CPU`,
}));

/** @type {import('../../harness/suite.mjs').Suite} */
export const scale = {
  name: 'scale',
  title: 'Scale: idle clients in one process',
  unit: 'bytes of heap per client',
  better: 'less',
  workbench: new URL('workbench.mjs', import.meta.url),
  cases: [
    ...sizeOf('1,000 clients', 1000, 1000, { contestants: [...PLAIN, ...PEERS], isQuick: false, ...FEW_ROUNDS }),
    ...sizeOf(CROWD_CASE, CROWD, intervalMsOf(CROWD), {
      contestants: [...PLAIN, ...WATCHED, ...PEERS],
      isQuick: PLAIN,
    }),
    ...SIZES.filter((clients) => clients !== CROWD).flatMap(growing),
  ],
  contestants: [
    // Who is compared comes next to its limit: in a minute the machine's mood changes.
    { name: 'netmgr, ws', module: contestant('netmgr-ws'), role: 'ours' },
    { name: 'ws', module: contestant('ws'), role: 'limit' },
    { name: 'netmgr, tcp', module: contestant('netmgr-tcp'), role: 'ours' },
    { name: 'net', module: contestant('net'), role: 'limit' },
    { name: 'ws, watched', module: contestant('ws-watched'), role: 'limit', ...FEW_ROUNDS },
    { name: 'net, watched', module: contestant('net-watched'), role: 'limit', ...FEW_ROUNDS },
    { name: 'partysocket', module: contestant('partysocket'), ...FEW_ROUNDS },
    { name: 'socket.io', module: contestant('socket-io'), ...FEW_ROUNDS },
    { name: 'mqtt', module: contestant('mqtt'), ...FEW_ROUNDS },
  ],
  verify: (params, _seed, { count, checksum }) => {
    const { clients, intervalMs } = /** @type {import('./workbench.mjs').ScaleParams} */ (params);
    if (count !== clients) return `${count} of ${clients} clients were heard beating`;
    const due = (clients * windowMs(intervalMs)) / intervalMs;
    // Timers of a busy machine run late, and each waits for the one before it.
    return checksum > due / 2 ? undefined : `${checksum} heartbeats were heard, ${due} were due`;
  },
  charts: [
    { cases: ['10,000 clients'], title: '10,000 idle clients in one process: heap of each' },
    { cases: ['10,000 clients: CPU'], title: '10,000 idle clients in one process: CPU of a heartbeat' },
  ],
};
