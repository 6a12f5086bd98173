import type { MockServer } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench, QUIT } from '../../support/mock-bench.ts';
import { MOCK_WAYS, type RawPeer, settle, until } from '../../support/mock-world.ts';

interface State {
  readonly name: string;
  readonly enter: (peer: RawPeer, server: MockServer) => void;
}

const STATES: readonly State[] = [
  { name: 'just open', enter: () => {} },
  { name: 'in the middle of a header', enter: (peer) => peer.send('e90300') },
  { name: 'in the middle of a body', enter: (peer) => peer.send('e903000004000000aa') },
  { name: 'behind a heartbeat', enter: (peer) => peer.send(HEART) },
  { name: 'behind a message', enter: (peer) => peer.send(numberFrame(1)) },
  { name: 'behind a Quit', enter: (peer) => peer.send(QUIT) },
  { name: 'behind wrong bytes', enter: (peer) => peer.send('e9030000ffffffff') },
  { name: 'while the server is stalled', enter: (_peer, server) => server.stall() },
  { name: 'while the server talks', enter: (_peer, server) => void server.broadcastFrame(1, new Uint8Array(500_000)) },
  { name: 'while it is being kicked', enter: (_peer, server) => void server.kick(server.clients[0]!) },
  { name: 'while it is being dropped', enter: (_peer, server) => server.dropAll('fin') },
  { name: 'while the server closes', enter: (_peer, server) => void server.close() },
  { name: 'while the server restarts', enter: (_peer, server) => void server.restart() },
];

describe.each(MOCK_WAYS)('a mock server over $name meets hostile endings', (way) => {
  describe.each(['reset', 'fin'] as const)('by %s', (how) => {
    it.each(STATES)('told once, with nothing left: $name', async ({ enter }) => {
      const { clock, server, join, log } = await openBench(way);
      server.onMessage(NumberMsg, (client, message) => client.send(NumberMsg, message));
      const peer = await join();
      enter(peer, server);
      peer[how]();
      await settle();
      server.resume();
      await until('the client is offline', () => server.clientCount === 0);
      await clock.advance(1000);
      await until('the link is gone', () => server.openLinks === 0);
      await settle();
      expect(log).toHaveLength(2);
      expect(log[1]).toMatch(/^1 offline: (quit|fin|reset|kicked|protocolError|serverClosed)$/);
    });
  });

  it('outlives a hundred clients that come and break off at once', async () => {
    const { server, dial, join, log } = await openBench(way);
    const peers = await Promise.all(Array.from({ length: 100 }, dial));
    for (const peer of peers) peer.reset();
    await until('all are gone', () => server.clientCount === 0 && server.openLinks === 0);
    await settle();
    const good = await join();
    good.send(HEART);
    await until('the next one is answered', () => good.heard === HEART);
    const ids = log.filter((line) => line.includes('offline')).map((line) => Number.parseInt(line, 10));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
