// A link that loses packets, between processes of ours alone: `unshare -rn node router.mjs '{ "retries2": 3, "synRetries": 1 }'`.
//
//   server.mjs  10.77.1.2 ── 10.77.1.1  this process: a router  10.77.2.1 ── 10.77.2.2  client.mjs
//
// Each of the three has a network namespace of its own. When all connections stand, the router goes on but drops whatever one end sends to
// the other: nobody is told, both ends see an interface that is up. Prints a line of JSON for each thing that somebody noticed, with the
// milliseconds since then.

import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ retries2?: number, synRetries?: number }} Kernel */
/** @type {Kernel} */
const { retries2, synRetries } = JSON.parse(process.argv[2] ?? '{}');

/** @param {string[]} words */
const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Starts one end in a namespace of its own, on a cable to this one. @param {string} name @param {number} net */
const startEnd = async (name, net) => {
  const child = fork(fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), {
    execPath: 'unshare',
    execArgv: ['-n', process.execPath],
  });
  await once(child, 'message');
  const inside = `${child.pid}`;
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'cable', 'netns', inside);
  ip('addr', 'add', `10.77.${net}.1/24`, 'dev', name);
  ip('link', 'set', name, 'up');
  /** @param {string[]} words */
  const within = (...words) => execFileSync('nsenter', ['-t', inside, '-n', ...words]);
  within('ip', 'link', 'set', 'lo', 'up');
  within('ip', 'addr', 'add', `10.77.${net}.2/24`, 'dev', 'cable');
  within('ip', 'link', 'set', 'cable', 'up');
  within('ip', 'route', 'add', 'default', 'via', `10.77.${net}.1`);
  return child;
};

const server = await startEnd('server', 1);
const client = await startEnd('client', 2);
const ends = [server, client];
writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');

/** @type {bigint | undefined} */
let cutAt;
for (const end of ends) {
  end.on('message', (/** @type {{ saw: string, how: string, at: string }} */ { saw, how, at }) => {
    if (saw === undefined) return;
    const afterMs = cutAt === undefined ? -1 : Number(BigInt(at) - cutAt) / 1e6;
    console.log(JSON.stringify({ saw, how, afterMs: Math.round(afterMs) }));
  });
}

/** Says something to an end and waits for its word. @param {import('node:child_process').ChildProcess} end @param {object} what */
const tell = async (end, what) => {
  end.send(what);
  const [answer] = await once(end, 'message');
  return answer;
};

const { ports } = await tell(server, { host: '10.77.1.2', retries2 });
await tell(client, { host: '10.77.1.2', ports, synRetries });
for (const end of ['10.77.1.2', '10.77.2.2']) ip('route', 'add', 'blackhole', end);
cutAt = process.hrtime.bigint();
for (const end of ends) end.send({ cut: true });
// Its input ends with whoever started it.
process.stdin.on('end', () => process.exit()).resume();
