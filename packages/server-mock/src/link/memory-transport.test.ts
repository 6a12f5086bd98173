import type { TransportListener } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { createHop } from './hop.ts';
import type { Link, LinkListener } from './link.ts';
import { MemoryNetwork } from './memory-transport.ts';

// What every transport owes its client is held by the contract suite; here is the server's side of it.

interface NetworkBench {
  readonly network: MemoryNetwork;
  readonly links: Link[];
  readonly serverHeard: string[];
  readonly clientHeard: string[];
  readonly clientListener: TransportListener;
  readonly settle: () => Promise<void>;
}

const createBench = async (): Promise<NetworkBench> => {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(createHop(clock));
  const links: Link[] = [];
  const serverHeard: string[] = [];
  const clientHeard: string[] = [];
  const listener: LinkListener = {
    onBytes: (bytes) => serverHeard.push(`bytes ${bytes.join(' ')}`),
    onEnd: () => serverHeard.push('end'),
    onViolation: () => serverHeard.push('violation'),
    onClose: (how) => serverHeard.push(`close ${how}`),
  };
  await network.open((link) => {
    links.push(link);
    return listener;
  });
  const clientListener: TransportListener = {
    onOpen: () => clientHeard.push('open'),
    onBytes: (bytes) => clientHeard.push(`bytes ${bytes.join(' ')}`),
    onClose: ({ how }) => clientHeard.push(`close ${how}`),
  };
  return { network, links, serverHeard, clientHeard, clientListener, settle: () => clock.advance(0) };
};

describe('a link in memory', () => {
  it('ends on both sides once the server ends it, since its client has nothing left to do', async () => {
    const { network, links, serverHeard, clientHeard, clientListener, settle } = await createBench();
    network.transport(clientListener);
    await settle();
    links[0]!.send(Uint8Array.of(1));
    links[0]!.end();
    links[0]!.end();
    links[0]!.send(Uint8Array.of(2));
    expect([clientHeard, serverHeard]).toEqual([['open'], []]);
    await settle();
    expect(clientHeard).toEqual(['open', 'bytes 1', 'close fin']);
    expect(serverHeard).toEqual(['end', 'close fin']);
  });

  it('stays half open when the client ends it, until the server has had its say', async () => {
    const { network, links, serverHeard, clientHeard, clientListener, settle } = await createBench();
    const transport = network.transport(clientListener);
    await settle();
    transport.send(Uint8Array.of(7));
    transport.close();
    await settle();
    expect(serverHeard).toEqual(['bytes 7', 'end']);
    links[0]!.send(Uint8Array.of(8));
    await settle();
    expect(clientHeard).toEqual(['open', 'bytes 8']);
    links[0]!.end();
    await settle();
    expect([clientHeard.at(-1), serverHeard.at(-1)]).toEqual(['close fin', 'close fin']);
  });

  it.each(['client', 'server'] as const)(
    'breaks for both when the %s breaks it, and loses what was on its way',
    async (side) => {
      const { network, links, serverHeard, clientHeard, clientListener, settle } = await createBench();
      const transport = network.transport(clientListener);
      await settle();
      transport.send(Uint8Array.of(1));
      links[0]!.send(Uint8Array.of(2));
      if (side === 'client') transport.abort();
      else links[0]!.reset();
      links[0]!.reset();
      await settle();
      expect([clientHeard, serverHeard]).toEqual([['open', 'close reset'], ['close reset']]);
    },
  );

  it('delivers nothing, not even the end, while the server does not read', async () => {
    const { network, links, serverHeard, clientListener, settle } = await createBench();
    const transport = network.transport(clientListener);
    await settle();
    links[0]!.pause();
    transport.send(Uint8Array.of(1));
    transport.close();
    await settle();
    expect(serverHeard).toEqual([]);
    links[0]!.resume();
    await settle();
    expect(serverHeard).toEqual(['bytes 1', 'end']);
  });

  it('numbers its clients, and refuses dials before it is opened and after it is closed', async () => {
    const { network, links, clientHeard, clientListener, settle } = await createBench();
    network.transport(clientListener);
    network.transport(clientListener);
    await settle();
    expect(links.map(({ peerName }) => peerName)).toEqual(['memory:1', 'memory:2']);
    await network.close();
    expect(network.isOpen).toBe(false);
    network.transport(clientListener);
    await settle();
    expect(clientHeard).toEqual(['open', 'open', 'close failed']);
    for (const link of links) link.reset();
  });

  it('never tells the server of a client that left before the dial was done', async () => {
    const { network, links, clientHeard, clientListener, settle } = await createBench();
    network.transport(clientListener).abort();
    const transport = network.transport({ ...clientListener, onOpen: () => transport.abort() });
    await settle();
    expect(links).toEqual([]);
    expect(clientHeard).toEqual(['close failed', 'close reset']);
  });
});
