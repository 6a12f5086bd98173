/** @param {string} file */
const contestant = (file) => new URL(`contestants/${file}.mjs`, import.meta.url);

/** @type {import('../../harness/suite.mjs').Suite} */
export const broadcast = {
  name: 'broadcast',
  title: 'Broadcast: one message to 2,000 clients, until all have it',
  unit: "µs of the server's CPU per client",
  better: 'less',
  workbench: new URL('workbench.mjs', import.meta.url),
  cases: [{ name: '2,000 clients', params: { clients: 2000 }, isQuick: true }],
  contestants: [
    { name: 'mock server, broadcast', module: contestant('netmgr-broadcast'), role: 'ours' },
    { name: 'mock server, 2,000 × send', module: contestant('netmgr-send') },
    { name: 'ws', module: contestant('ws') },
    { name: 'socket.io', module: contestant('socket-io') },
  ],
  verify: (params, _seed, { count, checksum, detail }) => {
    const { clients } = /** @type {{ clients: number }} */ (params);
    const ticks = detail?.ticks ?? 0;
    if (ticks > 0 && count === clients * ticks && checksum === (clients * ticks * (ticks + 1)) / 2) return undefined;
    return `${count} messages with the sum ${checksum} were heard of ${ticks} broadcasts`;
  },
  charts: [{ cases: ['2,000 clients'], title: 'Broadcast of one message to 2,000 clients' }],
};
