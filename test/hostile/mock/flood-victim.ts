// A mock server, or a proxy before one, as a process of its own with little memory, for others to flood: `node … <tcp|ws> <server|proxy>`.
// Over IPC it is told which faults to put up, and tells that it is still there.

import { bandwidth, coalesce, type Fault, halfOpen, latency, stall } from '@netmgr/server-mock';
import { createFaultProxy, MockServer } from '@netmgr/server-mock/node';

const FAULTS: Readonly<Record<string, () => Fault | undefined>> = {
  none: () => undefined,
  stall,
  halfOpen,
  bandwidth: () => bandwidth({ bytesPerSecond: 1000, bufferBytes: 1_000_000_000 }),
  latency: () => latency({ ms: 60_000 }),
  coalesce: () => coalesce({ ms: 60_000 }),
};

/** What it is told. */
export interface FloodOrder {
  readonly fault: string;
}

/** What it tells: its port at first, then that an order is carried out. */
export interface FloodReport {
  readonly port?: number;
  readonly heapBytes: number;
}

const report = (more: Partial<FloodReport> = {}): void =>
  void process.send?.({ heapBytes: process.memoryUsage().heapUsed, ...more } satisfies FloodReport);

const [kind, where] = process.argv.slice(2) as ['tcp' | 'ws', 'server' | 'proxy'];
const server = await MockServer.listen({
  [kind === 'tcp' ? 'tcpPort' : 'webSocketPort']: 0,
  maxQueuedBytesPerClient: 1_048_576,
  // So that nothing but the count of what waits ends anybody.
  maxFramesPerSecondPerClient: Number.POSITIVE_INFINITY,
  maxBytesPerSecondPerClient: Number.POSITIVE_INFINITY,
});
const proxy =
  where === 'proxy' ? await createFaultProxy({ listen: `${kind}:127.0.0.1:0`, to: server.urls[kind] }) : undefined;
const target = proxy ?? server;

process.on('message', ({ fault }: FloodOrder) => {
  if (where === 'server' && fault === 'serverStall') server.stall();
  else {
    server.resume();
    target.clearFaults();
    const made = FAULTS[fault]?.();
    if (made !== undefined) target.addFault(made, { direction: 'both' });
  }
  report();
});
process.on('disconnect', () => process.exit(0));
report({ port: proxy === undefined ? server.ports[kind] : Number(new URL(proxy.url).port) });
