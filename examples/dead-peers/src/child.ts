// A client that is a process of its own, so that it can be stopped: `child.js <url> [ports of bare servers]`.

import net from 'node:net';
import { NetMgr } from '@netmgr/client/node';

const [url = '', ...ports] = process.argv.slice(2);
for (const port of ports) net.connect(Number(port), '127.0.0.1').on('error', () => {});
const client = new NetMgr({ url, heartbeat: { intervalMs: 300, replyTimeoutMs: 1000 }, reconnect: false });
client.on('disconnected', ({ error }) => console.log(`${error?.message ?? 'closed'}; it stays away`));
await client.connect();
