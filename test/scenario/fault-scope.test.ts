import {
  duplicateConnection,
  halfOpen,
  latency,
  limitBytes,
  muteHeartbeat,
  refuse,
  reset,
  slowAccept,
  slowReader,
  stall,
} from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { HEART, type MockBench, NumberMsg, numberFrame, openBench, QUIT } from '../support/mock-bench.ts';
import { MOCK_WAYS, type RawPeer, settle, until } from '../support/mock-world.ts';

// Whom a fault hits, when, and what happens to it when clients and servers come and go. Also the faults that act before there is a
// connection, where the ways differ in what they can show.

const frames = (...numbers: number[]): string => numbers.map(numberFrame).join('');
const numbersOf = ({ server }: MockBench): number[] => server.received().map(({ value }) => (value as { n: number }).n);

describe.each(MOCK_WAYS)('faults over $name: at the door', (way) => {
  it('refuse: nobody gets in, whoever is in stays, and its end lets everybody in', async () => {
    const { server, dial, join, log } = await openBench(way);
    const early = await join();
    const fault = server.addFault(refuse());
    const late = await dial().catch(() => undefined);
    if (late !== undefined) await until('the late one is cut off', () => late.ending === 'reset');
    // TCP is opened by the kernel, so there the break may be all that shows.
    if (way.name !== 'tcp') expect(late).toBeUndefined();
    early.send(HEART);
    await until('the early one is answered', () => early.heard === HEART);
    fault.remove();
    await join();
    expect(log).toEqual(['1 online', '2 online']);
  });

  it('slowAccept: whoever comes waits, and what it has sent meanwhile is read then', async () => {
    const bench = await openBench(way);
    const { clock, server, dial, log } = bench;
    server.addFault(slowAccept({ ms: 400 }));
    const dialled = dial();
    await until('the caller waits', () => clock.armedCount === 1);
    if (way.name === 'tcp') (await dialled).send(frames(1));
    await clock.advance(399);
    await settle();
    expect(log).toEqual([]);
    await clock.advance(1);
    const peer = await dialled;
    if (way.name !== 'tcp') peer.send(frames(1));
    await until('the message comes', () => numbersOf(bench).length === 1);
    expect(log).toEqual(['1 online']);
  });

  it('slowAccept: its end lets in who waits, and who has left is forgotten', async () => {
    const { clock, server, dial, log } = await openBench(way);
    const fault = server.addFault(slowAccept({ ms: 60_000 }));
    const dialled = dial();
    await until('the caller waits', () => clock.armedCount === 1);
    if (way.name === 'tcp') {
      const leaver = await dial();
      await until('the other caller waits', () => clock.armedCount === 2);
      leaver.reset();
      await until('it has left', () => clock.armedCount === 1);
    }
    fault.remove();
    await dialled;
    await until('the caller is in', () => log.length === 1);
    expect(log).toEqual(['1 online']);
  });

  it('slowAccept: a server that closes or restarts refuses who waits', async () => {
    const { clock, server, dial } = await openBench(way);
    server.addFault(slowAccept({ ms: 60_000 }));
    const outcome = async (): Promise<unknown> => {
      const peer = await dial().catch(() => undefined);
      if (peer === undefined) return 'refused';
      await until('it is cut off', () => peer.ending !== undefined);
      return peer.ending;
    };
    const first = outcome();
    await until('the caller waits', () => clock.armedCount === 1);
    await server.restart();
    expect(await first).toBe(way.name === 'tcp' ? 'reset' : 'refused');
    const second = outcome();
    await until('the caller waits', () => clock.armedCount === 1);
    await server.close();
    expect(await second).toBe(way.name === 'tcp' ? 'reset' : 'refused');
    expect(clock.armedCount).toBe(0);
  });

  it('slowAccept and refuse take no client: they act before there is one', async () => {
    const { server, join } = await openBench(way);
    await join();
    for (const fault of [refuse(), slowAccept({ ms: 1 }), duplicateConnection()]) {
      expect(() => server.addFault(fault, { client: 1 })).toThrow(/\[BAD_OPTION\] client must be left out/);
    }
    expect(server.faults).toEqual([]);
  });

  it('duplicateConnection: the server meets the client twice, the client meets it once', async () => {
    const bench = await openBench(way);
    const { server, join, log, reasons } = bench;
    server.addFault(duplicateConnection());
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n: n + client.id }));
    const peer = await join();
    expect(server.clients.map(({ kind }) => kind)).toEqual(Array(2).fill(server.clients[0]!.kind));
    expect(server.clients[1]!.peerName).toBe(`${server.clients[0]!.peerName} (duplicate)`);
    peer.send(frames(10) + HEART);
    await until('the answer comes', () => peer.heard === frames(11) + HEART);
    expect(numbersOf(bench)).toEqual([10, 10]);
    peer.send(QUIT);
    expect(await reasons(2)).toEqual(['quit', 'quit']);
    await until('all is closed', () => server.openLinks === 0);
    expect(log.slice(0, 2)).toEqual(['1 online', '2 online']);
  });

  it('duplicateConnection: the old connection of a client that came back is still online for a while', async () => {
    const { clock, server, join, log, reasons } = await openBench(way);
    server.addFault(duplicateConnection({ lingerMs: 500 })).remove();
    const fault = server.addFault(duplicateConnection({ lingerMs: 500 }));
    const first = await join();
    first.reset();
    expect(await reasons(1)).toEqual(['reset']);
    fault.remove();
    await join();
    expect(server.clients.map(({ id }) => id)).toEqual([2, 3]);
    await clock.advance(500);
    expect(log).toEqual(['1 online', '2 online', '1 offline: reset', '3 online', '2 offline: reset']);
  });

  it('duplicateConnection: each of the two can be kicked without the other', async () => {
    const { server, join, log, reasons } = await openBench(way);
    server.addFault(duplicateConnection({ lingerMs: 1000 }));
    const peer = await join();
    server.kick(2);
    expect(await reasons(1)).toEqual(['kicked']);
    await until('it has closed', () => server.openLinks === 1);
    peer.send(HEART);
    await until('the client is answered', () => peer.heard === HEART);
    server.kick(1);
    await until('the client sees the end', () => peer.ending === 'fin');
    expect(log.slice(2)).toEqual(['2 offline: kicked', '1 offline: kicked']);
  });
});

describe.each(MOCK_WAYS)('faults over $name: whom and when', (way) => {
  it('hits clients by chance, and by the seed the same ones in each run', async () => {
    const { server, join } = await openBench(way, { seed: 3 });
    server.addFault(muteHeartbeat(), { probability: 0.5 });
    const peers: RawPeer[] = [];
    for (let i = 0; i < 12; i++) peers.push(await join());
    for (const peer of peers) peer.send(HEART + frames(1));
    await until('all is read', () => server.received().length === 12);
    await settle();
    expect(peers.map(({ heard }) => (heard === HEART ? '.' : 'x')).join('')).toBe('.x.....x..x.');
  });

  it('hits nobody with a chance of 0', async () => {
    const { server, join } = await openBench(way);
    server.addFault(muteHeartbeat(), { probability: 0 });
    const peer = await join();
    peer.send(HEART);
    await until('the heartbeat is answered', () => peer.heard === HEART);
  });

  it('begins and ends on time, for old clients and new ones', async () => {
    const { clock, server, join } = await openBench(way);
    const before = await join();
    const fault = server.addFault(stall(), { afterMs: 100, durationMs: 200 });
    before.send(HEART);
    await until('it has not begun', () => before.heard === HEART);
    expect([fault.isActive, server.faults]).toEqual([false, [fault]]);
    await clock.advance(100);
    expect(fault.isActive).toBe(true);
    const after = await join();
    for (const peer of [before, after]) peer.send(frames(1));
    await clock.advance(199);
    await settle();
    expect(server.received().length).toBe(0);
    await clock.advance(1);
    expect([fault.isActive, server.faults, server.received().length]).toEqual([false, [], 2]);
    after.send(HEART);
    await until('it is over', () => after.heard === HEART);
  });

  it('hits one client, given by itself or its id, and is gone with it', async () => {
    const { clock, server, join, reasons } = await openBench(way);
    const [first, second] = [await join(), await join()];
    server.addFault(latency({ ms: 100 }), { client: server.clients[0]! });
    server.addFault(latency({ ms: 50 }), { client: 1 });
    for (const peer of [first, second]) peer.send(HEART);
    await until('the second one is answered', () => second.heard === HEART);
    await settle();
    expect(first.heard).toBe('');
    await clock.advance(300);
    await until('the first one is answered', () => first.heard === HEART);
    expect(server.faults.length).toBe(2);
    first.reset();
    await settle();
    await clock.advance(150);
    expect(await reasons(1)).toEqual(['reset']);
    expect(server.faults).toEqual([]);
    expect(() => server.addFault(stall(), { client: 1 })).toThrow(/\[BAD_OPTION\] client 1 is not connected/);
  });

  it('hits a client from its very first byte when it is added as the client comes', async () => {
    const { clock, server, join } = await openBench(way);
    server.on('clientOnline', (client) => {
      server.addFault(latency({ ms: 30 }), { client, direction: 'down' });
      client.send(NumberMsg, { n: 1 });
    });
    const peer = await join();
    await clock.advance(29);
    await settle();
    expect(peer.heard).toBe('');
    await clock.advance(1);
    await until('the greeting comes', () => peer.heard === frames(1));
  });

  it('loses nothing and keeps the order when a fault is removed by what it let through', async () => {
    const bench = await openBench(way);
    const { clock, server, join } = bench;
    const fault = server.addFault(latency({ ms: 20, jitterMs: 20 }), { direction: 'up' });
    server.onMessage(NumberMsg, (_client, { n }) => {
      if (n === 3) fault.remove();
    });
    const peer = await join();
    for (let n = 1; n <= 8; n++) peer.send(frames(n));
    await settle();
    await clock.advance(40);
    expect(numbersOf(bench)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('lets an end act through faults: a drop comes late, and not at all through a dead line', async () => {
    const { clock, server, join } = await openBench(way);
    const [late, dead] = [await join(), await join()];
    server.addFault(latency({ ms: 100 }), { client: 1, direction: 'down' });
    const silence = server.addFault(stall(), { client: 2, direction: 'down' });
    server.dropAll('reset');
    expect(server.clientCount).toBe(0);
    await clock.advance(99);
    await settle();
    expect([late.ending, dead.ending, server.openLinks]).toEqual([undefined, undefined, 2]);
    await clock.advance(1);
    await until('the late one hears of it', () => late.ending === 'reset');
    expect(dead.ending).toBeUndefined();
    silence.remove();
    await until('the dead one hears of it', () => dead.ending === 'reset');
    await until('the server is rid of both', () => server.openLinks === 0);
  });

  it('drops a client for whom too much is held, as any slow one', async () => {
    const { server, join, reasons } = await openBench(way, { maxQueuedBytesPerClient: 1000 });
    await join();
    server.addFault(stall(), { direction: 'down' });
    for (let i = 0; i < 90; i++) server.broadcast(NumberMsg, { n: i });
    expect(await reasons(1)).toEqual(['slow']);
  });

  it('stops a client that sends more than may be held, and reads on afterwards', async () => {
    const bench = await openBench(way, { maxQueuedBytesPerClient: 100_000 });
    const { server, join } = bench;
    const peer = await join();
    const fault = server.addFault(stall(), { direction: 'up' });
    const many = Array.from({ length: 50_000 }, (_, i) => i);
    for (let i = 0; i < many.length; i += 1000) peer.send(frames(...many.slice(i, i + 1000)));
    await settle();
    expect(server.received().length).toBe(0);
    let last = -1;
    let isInOrder = true;
    server.onMessage(NumberMsg, (_client, { n }) => {
      isInOrder &&= n === last + 1;
      last = n;
    });
    fault.remove();
    await until('all is read', () => last === 49_999);
    expect(isInOrder).toBe(true);
  });

  it('closes under every fault at once, with a goodbye for whoever can hear it', async () => {
    const { clock, server, join, reasons } = await openBench(way);
    const peers = [await join(), await join(), await join(), await join()];
    server.addFault(stall(), { client: 1 });
    server.addFault(latency({ ms: 60_000 }), { client: 2 });
    server.addFault(halfOpen(), { client: 3 });
    server.addFault(slowReader({ bytesPerSecond: 0 }), { client: 4, direction: 'both' });
    server.addFault(reset({ afterMs: 60_000 }));
    server.addFault(limitBytes({ bytes: 1000 }), { afterMs: 60_000, durationMs: 60_000 });
    for (const peer of peers) peer.send(HEART);
    server.broadcast(NumberMsg, { n: 1 });
    await settle();
    const closing = server.close();
    expect(() => server.addFault(stall())).toThrow(/\[SERVER_CLOSED\]/);
    await closing;
    expect(await reasons(4)).toEqual(Array(4).fill('serverClosed'));
    expect([server.openLinks, server.faults, clock.armedCount]).toEqual([0, [], 0]);
    await until('all see the end', () => peers.every(({ ending }) => ending !== undefined));
    expect(peers.map(({ heard, ending }) => `${heard.slice(-QUIT.length)} ${ending}`)).toEqual([
      `${QUIT} fin`,
      `${QUIT} fin`,
      ' reset',
      `${QUIT} fin`,
    ]);
  });

  it('restarts under every fault at once, and the faults are there for those who come back', async () => {
    const { clock, server, join } = await openBench(way);
    const peers = [await join(), await join()];
    const silence = server.addFault(stall());
    server.addFault(halfOpen(), { client: 2 });
    for (const peer of peers) peer.send(HEART);
    await settle();
    await server.restart();
    await until('all see the end', () => peers.every(({ ending }) => ending === 'reset'));
    const back = await join();
    back.send(HEART);
    await settle();
    expect([back.heard, server.faults]).toEqual(['', [silence]]);
    server.clearFaults();
    await until('the heartbeat is answered', () => back.heard === HEART);
    expect(clock.armedCount).toBe(1);
  });
});
