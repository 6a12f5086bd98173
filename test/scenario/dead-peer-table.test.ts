import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { NetMgr } from '@netmgr/client';
import { createMemoryServer, halfOpen, type MockServerOptions, VirtualClock } from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openBench, QUIT } from '../support/mock-bench.ts';
import { MOCK_WAYS, type MockWay, settle, until } from '../support/mock-world.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const GUIDE = read('packages/server-mock/docs/DEAD-PEERS.md');
const REAL_WAYS = MOCK_WAYS.filter(({ name }) => name !== 'memory');

/** The settings behind the tables of the guide. */
const JUDGES = {
  'last time heard': { idleTimeoutMs: 3000, idleScanIntervalMs: 1000 },
  'server asks': { askHeartbeats: { intervalMs: 1000, timeoutMs: 2500 }, idleTimeoutMs: 0 },
} as const satisfies Record<string, MockServerOptions>;

/** Starts a peer as a process of its own; it is killed when the test is done. */
const startPeer = async (...args: readonly (string | number)[]): Promise<ChildProcess> => {
  const file = fileURLToPath(new URL('../support/child-peer.mjs', import.meta.url));
  const child = spawn(process.execPath, [file, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    const gone = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  });
  await once(child.stdout!, 'data');
  return child;
};

const portOf = (server: { readonly ports?: { readonly tcp: number; readonly ws: number } }, way: MockWay): number =>
  way.name === 'tcp' ? server.ports!.tcp : server.ports!.ws;

type Bench = Awaited<ReturnType<typeof openBench>>;

/** Lets one peer end; the peers are raw sockets, those that must be stopped are processes. */
const ENDINGS: Record<string, (bench: Bench, way: MockWay) => Promise<void>> = {
  'it says Quit': async ({ join }) => (await join()).send(QUIT),
  'it closes: FIN, a close frame': async ({ join }) => (await join()).fin(),
  'it breaks: RST': async ({ join }) => (await join()).reset(),
  'its process is killed': async ({ server }, way) => {
    const child = await startPeer(way.name === 'tcp' ? 'tcp' : 'ws', portOf(server as never, way));
    child.kill('SIGKILL');
    await once(child, 'exit');
  },
  'its process is stopped': async ({ server }, way) => {
    (await startPeer(way.name === 'tcp' ? 'tcp' : 'ws', portOf(server as never, way))).kill('SIGSTOP');
  },
  'its link falls silent, half open': async ({ join, server }) => {
    await join();
    server.addFault(halfOpen());
  },
};

/** How often the network is given time before its silence counts as such, so that a busy machine changes no measurement. */
const SETTLINGS = 8;

/** Tells the offline reason, and how much time on the server's clock it took. */
const measure = async (ending: string, way: MockWay, options: MockServerOptions): Promise<string> => {
  const bench = await openBench(way, options);
  await ENDINGS[ending]!(bench, way);
  const isOver = (): boolean => bench.log.some((line) => line.includes('offline'));
  for (let i = 0; i < SETTLINGS && !isOver(); i++) await settle();
  let waitedMs = 0;
  for (; !isOver() && waitedMs < 10_000; waitedMs += 100) await bench.clock.advance(100);
  await settle();
  const [reason = 'nothing'] = await bench.reasons(isOver() ? 1 : 0);
  return `\`${reason}\` ${waitedMs === 0 ? 'at once' : `after ${waitedMs / 1000} s`}`;
};

describe.each(Object.keys(ENDINGS))('when %s', (ending) => {
  it('the server sees, over TCP and WebSocket, what the guide says', async () => {
    const cells: string[] = [];
    for (const way of REAL_WAYS) {
      for (const options of Object.values(JUDGES)) cells.push(await measure(ending, way, options));
    }
    expect(GUIDE).toContain(`| ${[ending, ...cells].join(' | ')} |`);
  });
});

const CLIENT_ENDINGS: Record<string, (server: ReturnType<typeof createMemoryServer>) => void> = {
  'it says Quit and closes': (server) => void server.close(),
  'it closes without a word: FIN': (server) => server.dropAll('fin'),
  'it breaks: RST': (server) => server.dropAll('reset'),
  'it hangs, its sockets open': (server) => server.stall(),
  'its link falls silent, half open': (server) => void server.addFault(halfOpen()),
};

describe.each(Object.keys(CLIENT_ENDINGS))('when of a server %s', (ending) => {
  it('NetMgr sees what the guide says', async () => {
    const clock = new VirtualClock();
    const server = createMemoryServer({ clock });
    const net = new NetMgr({ transport: server.transport, clock, random: server.random });
    const seen: string[] = [];
    net.on('disconnected', ({ error }) => seen.push(error?.code ?? 'no error'));
    await net.connect();
    await clock.advance(2000);
    CLIENT_ENDINGS[ending]!(server);
    let waitedMs = 0;
    for (await clock.advance(0); seen.length === 0 && waitedMs < 10_000; waitedMs += 100) await clock.advance(100);
    const next = net.state === 'closed' || net.state === 'closing' ? 'stays away' : 'reconnects';
    const when = waitedMs === 0 ? 'at once' : `after ${waitedMs / 1000} s`;
    const closing = [net.close(), server.close()];
    await clock.advance(60_000);
    await Promise.all(closing);
    expect(GUIDE).toContain(`| ${ending} | \`${seen[0]}\` ${when} | ${next} |`);
  });
});

describe('a WebSocket ping', () => {
  it('is answered by whoever runs, and not by a stopped process', async () => {
    const pinging = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(pinging, 'listening');
    let pongs = 0;
    const joined = new Promise<WebSocket>((resolve) => {
      pinging.on('connection', (webSocket) => {
        webSocket.on('message', (bytes) => webSocket.send(bytes));
        webSocket.on('pong', () => pongs++);
        resolve(webSocket);
      });
    });
    onTestFinished(() => {
      for (const webSocket of pinging.clients) webSocket.terminate();
      pinging.close();
    });
    const child = await startPeer('ws', (pinging.address() as net.AddressInfo).port);
    const webSocket = await joined;
    webSocket.ping();
    await until('it is answered', () => pongs === 1);
    child.kill('SIGSTOP');
    webSocket.ping();
    for (let i = 0; i < SETTLINGS; i++) await settle();
    expect([pongs, webSocket.readyState]).toEqual([1, WebSocket.OPEN]);
    child.kill('SIGCONT');
    await until('the process that goes on answers', () => pongs === 2);
  });
});

describe('TCP keepalive beside a heartbeat', () => {
  it.each(REAL_WAYS)('calls no stopped process unreachable, over $name: only its silence counts', async (way) => {
    const options = { tcpKeepAliveMs: 1000, idleTimeoutMs: 60_000, idleScanIntervalMs: 1000 };
    const { clock, server, log, reasons } = await openBench(way, options);
    (await startPeer(way.name === 'tcp' ? 'tcp' : 'ws', portOf(server as never, way))).kill('SIGSTOP');
    // Real time: the kernel begins to ask after a second. What unanswered questions lead to is shown on a dead link.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(log).toEqual(['1 online']);
    await clock.advance(60_000);
    expect(await reasons(1)).toEqual(['idle']);
  });

  it('takes a stopped process for alive, which the heartbeat finds', async () => {
    const kept: net.Socket[] = [];
    let keptEnded = false;
    const keeping = net.createServer((socket) => {
      kept.push(socket.setKeepAlive(true, 1000).resume());
      for (const event of ['end', 'error', 'close']) socket.on(event, () => (keptEnded = true));
    });
    keeping.listen(0, '127.0.0.1');
    await once(keeping, 'listening');
    onTestFinished(() => {
      for (const socket of kept) socket.destroy();
      keeping.close();
    });
    const way = MOCK_WAYS.find(({ name }) => name === 'tcp')!;
    const { clock, server, reasons } = await openBench(way, JUDGES['last time heard']);
    const child = await startPeer('tcp', portOf(server as never, way), (keeping.address() as net.AddressInfo).port);
    await until('both connections are open', () => server.clientCount === 1 && kept.length === 1);
    await settle();
    child.kill('SIGSTOP');
    await clock.advance(4000);
    expect(await reasons(1)).toEqual(['idle']);
    // Real time: the kernel sends its probes one second after the last byte, and those of the stopped process answer them.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(keptEnded).toBe(false);
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await until('the end of the process ends the connection', () => keptEnded);
  });
});
