import { describe, expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench, QUIT } from '../support/mock-bench.ts';
import { MOCK_WAYS, settle, until } from '../support/mock-world.ts';

describe.each(MOCK_WAYS)('a mock server over $name: who is there', (way) => {
  it('tells of a client that comes, and knows it while it is there', async () => {
    const { clock, server, join, log } = await openBench(way);
    await clock.advance(500);
    await join();
    expect(log).toEqual(['1 online']);
    const client = server.clients[0]!;
    expect(client).toMatchObject({ id: 1, connectedAt: 500, lastHeardAt: 500, isOnline: true, isStalled: false });
    expect(client.kind).toBe(way.name === 'web socket' ? 'webSocket' : way.name);
    expect(client.peerName).toMatch(way.name === 'memory' ? /^memory:1$/ : /^127\.0\.0\.1:\d+$/);
    expect(server.client(1)).toBe(client);
    expect(server.clientCount).toBe(1);
  });

  it('takes a Quit for a goodbye, and closes its side too', async () => {
    const { server, join, reasons } = await openBench(way);
    const peer = await join();
    const client = server.clients[0]!;
    peer.send(QUIT);
    expect(await reasons(1)).toEqual(['quit']);
    expect(client.isOnline).toBe(false);
    expect(server.clients).toEqual([]);
    await until('the server ends the connection', () => peer.ending !== undefined);
    expect(peer.ending).toBe('fin');
    expect(peer.heard).toBe('');
  });

  it('reads nothing that comes behind a Quit', async () => {
    const { server, join, reasons } = await openBench(way);
    const peer = await join();
    peer.send(QUIT + HEART + numberFrame(1));
    await reasons(1);
    await settle();
    expect(peer.heard).toBe('');
    expect(server.received()).toEqual([]);
  });

  it('tells a FIN from a RST, and both from a Quit', async () => {
    const { join, reasons } = await openBench(way);
    const [first, second] = [await join(), await join()];
    first.fin();
    expect(await reasons(1)).toEqual(['fin']);
    second.reset();
    expect(await reasons(2)).toEqual(['fin', 'reset']);
  });

  it('takes a FIN in the middle of a header, or of a body, for a FIN', async () => {
    const { join, reasons } = await openBench(way);
    const [first, second] = [await join(), await join()];
    first.send('e90300');
    first.fin();
    await reasons(1);
    second.send('e903000004000000aa');
    second.fin();
    expect(await reasons(2)).toEqual(['fin', 'fin']);
  });

  it('tells the end of each client once, with one reason, however many causes meet', async () => {
    const { server, join, log, reasons } = await openBench(way);
    const peer = await join();
    const client = server.clients[0]!;
    client.kick();
    client.kick();
    client.drop('reset');
    peer.reset();
    server.dropAll('fin');
    await reasons(1);
    await settle();
    expect(log).toEqual(['1 online', '1 offline: kicked']);
  });

  it('kicks: says Quit, then ends', async () => {
    const { server, join, reasons } = await openBench(way);
    const [kicked, other] = [await join(), await join()];
    expect(server.kick(1)).toBe(true);
    expect(server.kick(1)).toBe(false);
    expect(server.kick(99)).toBe(false);
    expect(await reasons(1)).toEqual(['kicked']);
    await until('the kicked one sees the end', () => kicked.ending !== undefined);
    expect([kicked.heard, kicked.ending]).toEqual([QUIT, 'fin']);
    other.send(HEART);
    await until('the other one is answered', () => other.heard === HEART);
    expect(server.kick(server.clients[0]!)).toBe(true);
  });

  it('drops everybody without a Quit, by FIN or by RST', async () => {
    const { server, join, reasons } = await openBench(way);
    const [first, second] = [await join(), await join()];
    server.dropAll('fin');
    await until('both see the end', () => first.ending !== undefined && second.ending !== undefined);
    expect([first.ending, second.ending, first.heard]).toEqual(['fin', 'fin', '']);
    const third = await join();
    server.dropAll('reset');
    await until('the third sees the end', () => third.ending !== undefined);
    expect([third.ending, third.heard]).toEqual(['reset', '']);
    expect(await reasons(3)).toEqual(['fin', 'fin', 'reset']);
    expect(server.clientCount).toBe(0);
  });

  it('broadcasts to everybody who is online', async () => {
    const { server, join, reasons } = await openBench(way);
    const peers = [await join(), await join(), await join()];
    peers[1]!.send(QUIT);
    await reasons(1);
    expect(server.broadcast(NumberMsg, { n: 5 })).toBe(2);
    expect(server.broadcastFrame(2001)).toBe(2);
    const expected = `${numberFrame(5)}d107000000000000`;
    await until('the others hear it', () => peers[0]!.heard === expected && peers[2]!.heard === expected);
    expect(peers[1]!.heard).toBe('');
  });

  it('lets handlers change the table while it is gone through', async () => {
    const { server, join, reasons } = await openBench(way);
    for (let i = 0; i < 6; i++) await join();
    server.on('clientOffline', (client) => {
      server.broadcast(NumberMsg, { n: client.id });
      server.kick(client.id + 1);
    });
    for (const client of server.clients) server.kick(client);
    expect(server.clientCount).toBe(0);
    expect(await reasons(6)).toEqual(Array.from({ length: 6 }, () => 'kicked'));
  });

  it('lets a handler kick the very client whose message it handles', async () => {
    const { server, join, reasons } = await openBench(way);
    server.onMessage(NumberMsg, (client, { n }) => {
      client.send(NumberMsg, { n });
      if (n === 2) client.kick();
    });
    const peer = await join();
    peer.send(numberFrame(1) + numberFrame(2) + numberFrame(3));
    expect(await reasons(1)).toEqual(['kicked']);
    await until('the client sees the end', () => peer.ending !== undefined);
    expect(peer.heard).toBe(numberFrame(1) + numberFrame(2) + QUIT);
    expect(server.received().map(({ value }) => value)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('breaks off whoever comes when the table is full', async () => {
    const { server, join, dial, log } = await openBench(way, { maxClients: 1 });
    await join();
    // A RST can be there before the dial has finished.
    const refused = await dial().catch(() => undefined);
    await until('the second one is refused', () => refused === undefined || refused.ending === 'reset');
    await settle();
    expect(server.clientCount).toBe(1);
    expect(log).toEqual(['1 online']);
  });
});
