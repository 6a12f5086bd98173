import { POLICIES } from './policies.mjs';

/** @param {string} file */
const module = (file) => new URL(file, import.meta.url);

const CLIENTS = 10_000;

/** @param {string} name @param {Omit<import('./storm.mjs').StormParams, 'clients'>} params @returns {import('../../harness/suite.mjs').Case[]} */
const weatherOf = (name, params) => [
  { name, params: { clients: CLIENTS, ...params }, isQuick: true },
  {
    name: `${name}: worst tenth of a second`,
    params: {},
    unit: 'dials',
    measuredWith: { case: name, detail: 'inTenth' },
  },
  {
    name: `${name}: until all are back`,
    params: {},
    unit: 'seconds',
    measuredWith: { case: name, detail: 'secondsToAll' },
  },
];

/** Stands for no limit, as plain data between processes. */
const ANY = 1e9;
const SLOTS = 500;

/** @type {import('../../harness/suite.mjs').Suite} */
export const storm = {
  name: 'storm',
  title: '10,000 clients come back, on virtual time',
  unit: 'dials in the worst second',
  better: 'less',
  rounds: 3,
  workbench: module('workbench.mjs'),
  cases: [
    ...weatherOf('blip', { downMs: 0, slotsPerSecond: ANY }),
    ...weatherOf('blip, 500 slots a second', { downMs: 0, slotsPerSecond: SLOTS }),
    ...weatherOf('restart of 10 s', { downMs: 10_000, slotsPerSecond: ANY }),
    ...weatherOf('restart of 10 s, 500 slots a second', { downMs: 10_000, slotsPerSecond: SLOTS }),
    ...weatherOf('announced restart of 10 s, 500 slots a second', {
      downMs: 10_000,
      slotsPerSecond: SLOTS,
      announced: true,
    }),
  ],
  contestants: [
    { name: 'netmgr', module: module('netmgr-crowd.mjs'), role: 'ours' },
    ...Object.keys(POLICIES).map((policy) => ({
      name: policy,
      module: module('policy-crowd.mjs'),
      options: { policy },
    })),
  ],
  verify: ({ clients }, _seed, { count, checksum }) =>
    count === clients && checksum >= count ? undefined : `${count} of ${clients} came back after ${checksum} dials`,
  charts: [
    { cases: ['restart of 10 s, 500 slots a second'], title: '10,000 clients after a restart, 500 slots a second' },
  ],
};
