import { latency, reset, split, stall } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench } from '../support/mock-bench.ts';
import { MOCK_WAYS, settle, until } from '../support/mock-world.ts';

const frames = (...numbers: number[]): string => numbers.map(numberFrame).join('');

describe.each(MOCK_WAYS)('a mock server over $name, with faults', (way) => {
  it('is late by the latency of each way, in order', async () => {
    const { clock, server, join } = await openBench(way);
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n: n * 10 }));
    server.addFault(latency({ ms: 80 }), { direction: 'up' });
    server.addFault(latency({ ms: 20 }), { direction: 'down' });
    const peer = await join();
    peer.send(frames(1, 2));
    await until('the bytes are under way', () => clock.armedCount > 1);
    await clock.advance(79);
    expect(server.received()).toEqual([]);
    await clock.advance(1);
    expect(server.received().map(({ value, receivedAt }) => [value, receivedAt])).toEqual([
      [{ n: 1 }, 80],
      [{ n: 2 }, 80],
    ]);
    await clock.advance(19);
    await settle();
    expect(peer.heard).toBe('');
    await clock.advance(1);
    await until('the answers come', () => peer.heard === frames(10, 20));
  });

  it('holds everything in a stall and loses nothing, also of the ends', async () => {
    const { clock, server, join, log, reasons } = await openBench(way);
    const peer = await join();
    const fault = server.addFault(stall());
    server.clients[0]!.send(NumberMsg, { n: 1 });
    peer.send(frames(2, 3));
    peer.fin();
    await clock.advance(5000);
    await settle();
    expect([peer.heard, server.received().length, log]).toEqual(['', 0, ['1 online']]);
    fault.remove();
    expect(await reasons(1)).toEqual(['fin']);
    expect(server.received().map(({ value }) => value)).toEqual([{ n: 2 }, { n: 3 }]);
    expect(server.faults).toEqual([]);
  });

  it('cuts every frame where it hurts, and all of it still arrives', async () => {
    const { server, join } = await openBench(way);
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n }));
    server.addFault(split({ at: ['id', 'length', 'header', 'body', 'end'] }));
    const peer = await join();
    peer.send(frames(1, 2, 3) + HEART);
    await until('all is answered', () => peer.heard.length === (frames(1, 2, 3) + HEART).length);
    expect(peer.heard).toBe(frames(1, 2, 3) + HEART);
  });

  it('breaks one client and leaves the other alone', async () => {
    const { clock, server, join, reasons } = await openBench(way);
    const [victim, other] = [await join(), await join()];
    server.addFault(reset({ afterMs: 500 }), { client: 1 });
    await clock.advance(499);
    await settle();
    expect(server.clientCount).toBe(2);
    await clock.advance(1);
    expect(await reasons(1)).toEqual(['reset']);
    await until('the victim sees it', () => victim.ending !== undefined);
    other.send(HEART);
    await until('the other one is answered', () => other.heard === HEART);
    expect([victim.ending, other.ending, server.faults]).toEqual(['reset', undefined, []]);
  });
});
