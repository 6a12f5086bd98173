import { latency } from '@netmgr/server-mock';
import { MockServer } from '@netmgr/server-mock/node';
import { expect, it, onTestFinished } from 'vitest';
import { HEART } from '../support/mock-bench.ts';
import { dialTcp, dialWebSocket, type RawPeer, until } from '../support/mock-world.ts';

// The one test of the faults that waits for the host's clock.

it.each([
  ['tcp', (server: MockServer): Promise<RawPeer> => dialTcp(server.ports.tcp)],
  ['web socket', (server: MockServer): Promise<RawPeer> => dialWebSocket(server.ports.ws)],
] as const)('latency takes its time in real time over %s', async (_way, dial) => {
  const server = await MockServer.listen();
  onTestFinished(() => server.close());
  server.addFault(latency({ ms: 40 }));
  const peer = await dial(server);
  const sentAt = performance.now();
  peer.send(HEART);
  await until('the heartbeat is answered', () => peer.heard === HEART);
  // A host's timer may be a millisecond early by another clock.
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(78);
});
