import {
  bandwidth,
  coalesce,
  corrupt,
  halfOpen,
  limitBytes,
  muteHeartbeat,
  reset,
  slowClose,
  slowReader,
  split,
  truncate,
} from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../support/hex.ts';
import { HEART, type MockBench, NumberMsg, numberFrame, openBench, QUIT } from '../support/mock-bench.ts';
import { MOCK_WAYS, type RawPeer, settle, until } from '../support/mock-world.ts';

// What each fault does to a stream, the same over every way to the server. Time is virtual also where the sockets are real, so
// times are exact; what the network itself takes is waited for.

const frames = (...numbers: number[]): string => numbers.map(numberFrame).join('');
const numbersOf = ({ server }: MockBench): number[] => server.received().map(({ value }) => (value as { n: number }).n);
const arrivalsOf = ({ server }: MockBench): number[] => server.received().map(({ receivedAt }) => receivedAt);

/** Sends and waits until the bytes are held by a fault, which the server's own timers do not tell of. */
const sendToHold = async ({ clock }: MockBench, peer: RawPeer, hex: string): Promise<void> => {
  const armed = clock.armedCount;
  peer.send(hex);
  await until('the bytes are held', () => clock.armedCount > armed);
};

describe.each(MOCK_WAYS)('one fault over $name', (way) => {
  it('coalesce: pieces wait for so many milliseconds and go on together', async () => {
    const bench = await openBench(way);
    bench.server.addFault(coalesce({ ms: 50 }), { direction: 'up' });
    const peer = await bench.join();
    await sendToHold(bench, peer, frames(1));
    await bench.clock.advance(30);
    peer.send(frames(2));
    await settle();
    expect(numbersOf(bench)).toEqual([]);
    await bench.clock.advance(20);
    expect([numbersOf(bench), arrivalsOf(bench)]).toEqual([
      [1, 2],
      [50, 50],
    ]);
  });

  it('coalesce: pieces wait until there are so many bytes, or an end', async () => {
    const bench = await openBench(way);
    bench.server.addFault(coalesce({ bytes: 36 }));
    const peer = await bench.join();
    for (const n of [1, 2]) peer.send(frames(n));
    bench.server.broadcast(NumberMsg, { n: 9 });
    await settle();
    expect([numbersOf(bench), peer.heard]).toEqual([[], '']);
    peer.send(frames(3));
    await until('the third one brings the others', () => numbersOf(bench).length === 3);
    peer.send(frames(4));
    await settle();
    peer.fin();
    expect(await bench.reasons(1)).toEqual(['fin']);
    expect(numbersOf(bench)).toEqual([1, 2, 3, 4]);
  });

  it('coalesce: what waits for a client comes before its end', async () => {
    const { server, join } = await openBench(way);
    server.addFault(coalesce({ bytes: 1000 }));
    const peer = await join();
    server.broadcast(NumberMsg, { n: 9 });
    await settle();
    expect(peer.heard).toBe('');
    server.kick(1);
    await until('the end comes', () => peer.ending !== undefined);
    expect([peer.heard, peer.ending]).toEqual([frames(9) + QUIT, 'fin']);
  });

  it('bandwidth: bytes come at the rate of the line', async () => {
    const bench = await openBench(way);
    bench.server.addFault(bandwidth({ bytesPerSecond: 1200 }), { direction: 'up' });
    const peer = await bench.join();
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    await sendToHold(bench, peer, frames(...numbers));
    await settle();
    await bench.clock.advance(500);
    expect(numbersOf(bench).length).toBeGreaterThanOrEqual(48);
    expect(numbersOf(bench).length).toBeLessThanOrEqual(50);
    await bench.clock.advance(500);
    expect(numbersOf(bench)).toEqual(numbers);
    await sendToHold(bench, peer, frames(100));
    await bench.clock.advance(9);
    expect(numbersOf(bench).length).toBe(100);
    await bench.clock.advance(1);
    expect(numbersOf(bench).length).toBe(101);
  });

  it('bandwidth: what is too much for the line counts as queued for the client', async () => {
    const { clock, server, join } = await openBench(way);
    server.addFault(bandwidth({ bytesPerSecond: 100 }), { direction: 'down' });
    const peer = await join();
    const client = server.clients[0]!;
    client.sendFrame(7, new Uint8Array(1992));
    expect(client.bufferedBytes).toBe(2000);
    await clock.advance(10_000);
    expect(client.bufferedBytes).toBeGreaterThanOrEqual(1000);
    expect(client.bufferedBytes).toBeLessThanOrEqual(1002);
    await clock.advance(10_000);
    await until('all has come', () => peer.heard.length === 4000);
  });

  it('slowClose: ends come late, and nothing else does', async () => {
    const bench = await openBench(way);
    const { clock, server, join, reasons, log } = bench;
    server.addFault(slowClose({ ms: 300 }));
    const [leaver, dropped] = [await join(), await join()];
    leaver.send(frames(1));
    leaver.fin();
    await until('the message has come', () => numbersOf(bench).length === 1);
    await settle();
    server.client(2)!.drop('fin');
    await clock.advance(299);
    await settle();
    expect([log.at(-1), dropped.ending]).toEqual(['2 offline: fin', undefined]);
    await clock.advance(1);
    expect(await reasons(2)).toEqual(['fin', 'fin']);
    await until('the dropped one sees its end', () => dropped.ending === 'fin');
  });

  it('slowReader: the server reads so many bytes at each look', async () => {
    const bench = await openBench(way);
    bench.server.addFault(slowReader({ bytesPerSecond: 120, everyMs: 200 }));
    const peer = await bench.join();
    await sendToHold(bench, peer, frames(1, 2, 3, 4, 5));
    await settle();
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) {
      await bench.clock.advance(199);
      seen.push(numbersOf(bench).length);
      await bench.clock.advance(1);
      seen.push(numbersOf(bench).length);
    }
    expect(seen).toEqual([0, 2, 2, 4, 4, 5]);
  });

  it('split: pieces with a gap trickle in', async () => {
    const bench = await openBench(way);
    bench.server.addFault(split({ bytes: 1, gapMs: 10 }), { direction: 'up' });
    const peer = await bench.join();
    await sendToHold(bench, peer, frames(1, 2));
    await settle();
    await bench.clock.advance(1000);
    expect(arrivalsOf(bench)).toEqual([110, 230]);
  });

  it('truncate: the front of a frame comes, and then the end', async () => {
    const { server, join, reasons } = await openBench(way);
    server.addFault(truncate({ afterFrames: 1, at: 'body' }));
    const peer = await join();
    for (const n of [1, 2, 3]) server.broadcast(NumberMsg, { n });
    await until('the client sees the end', () => peer.ending !== undefined);
    expect([peer.heard, peer.ending]).toEqual([frames(1, 2).slice(0, 44), 'fin']);
    expect(await reasons(1)).toEqual(['fin']);
  });

  it('truncate: a frame without the place passes whole', async () => {
    const bench = await openBench(way);
    bench.server.addFault(truncate({ at: 'body' }), { direction: 'up' });
    const peer = await bench.join();
    peer.send(HEART + HEART + frames(1));
    expect(await bench.reasons(1)).toEqual(['fin']);
    expect(numbersOf(bench)).toEqual([]);
    await until('the heartbeats are answered', () => peer.heard.length > 0);
  });

  it.each(['fin', 'reset'] as const)('limitBytes: after so many bytes the connection ends by %s', async (how) => {
    const bench = await openBench(way);
    bench.server.addFault(limitBytes({ bytes: 30, how }), { direction: 'up' });
    const peer = await bench.join();
    peer.send(frames(1, 2, 3));
    expect(await bench.reasons(1)).toEqual([how]);
    expect(numbersOf(bench)).toEqual([1, 2]);
    await until('the client sees the end', () => peer.ending !== undefined);
    expect(peer.ending).toBe(how);
  });

  it('limitBytes: exactly so many bytes reach a client, and each direction counts its own', async () => {
    const { server, join } = await openBench(way);
    server.addFault(limitBytes({ bytes: 30 }));
    const peer = await join();
    peer.send(frames(1, 2));
    await until('the messages came', () => server.received().length === 2);
    for (const n of [3, 4, 5]) server.broadcast(NumberMsg, { n });
    await until('the client sees the end', () => peer.ending !== undefined);
    expect([peer.heard, peer.ending]).toEqual([frames(3, 4, 5).slice(0, 60), 'fin']);
  });

  it('reset: the connection breaks once so many bytes have come', async () => {
    const bench = await openBench(way);
    bench.server.addFault(reset({ afterBytes: 24 }), { direction: 'up' });
    const peer = await bench.join();
    peer.send(frames(1, 2, 3));
    expect(await bench.reasons(1)).toEqual(['reset']);
    expect(numbersOf(bench)).toEqual([1, 2]);
    await until('the client sees the end', () => peer.ending !== undefined);
    expect(peer.ending).toBe('reset');
  });

  it('reset: breaks whoever is there, and whoever comes', async () => {
    const { server, dial, join, log, reasons } = await openBench(way);
    const peer = await join();
    const fault = server.addFault(reset());
    expect(await reasons(1)).toEqual(['reset']);
    // Over TCP and WebSocket the break may come before the client knows that it is connected.
    const second = await dial().catch(() => undefined);
    await reasons(2);
    await until('all see it', () => peer.ending !== undefined && (second === undefined || second.ending !== undefined));
    expect([peer.ending, second?.ending ?? 'reset']).toEqual(['reset', 'reset']);
    fault.remove();
    await join();
    expect(log).toEqual(['1 online', '1 offline: reset', '2 online', '2 offline: reset', '3 online']);
  });

  it('halfOpen: nothing comes through, nobody is told, and who has lost something is reset in the end', async () => {
    const bench = await openBench(way, { idleTimeoutMs: 1000, idleScanIntervalMs: 100 });
    const { clock, server, join, reasons } = bench;
    const peer = await join();
    const fault = server.addFault(halfOpen());
    peer.send(HEART);
    server.broadcast(NumberMsg, { n: 1 });
    await settle();
    await clock.advance(1000);
    expect(await reasons(1)).toEqual(['idle']);
    await clock.advance(5000);
    await settle();
    expect([peer.heard, peer.ending, server.openLinks]).toEqual(['', undefined, 1]);
    const fresh = server.addFault(halfOpen());
    fresh.remove();
    fault.remove();
    await until('the client sees the end', () => peer.ending !== undefined);
    expect(peer.ending).toBe('reset');
    await until('the server is rid of it', () => server.openLinks === 0);
  });

  it('halfOpen up: the server does not hear of an end, and the client still hears the server', async () => {
    const { clock, server, join, log, reasons } = await openBench(way, {
      idleTimeoutMs: 1000,
      idleScanIntervalMs: 100,
    });
    const [leaver, listener] = [await join(), await join()];
    server.addFault(halfOpen(), { direction: 'up' });
    server.broadcast(NumberMsg, { n: 1 });
    await until('both hear', () => leaver.heard === frames(1) && listener.heard === frames(1));
    leaver.reset();
    await settle();
    expect(log).toEqual(['1 online', '2 online']);
    await clock.advance(1000);
    expect(await reasons(2)).toEqual(['idle', 'idle']);
    await until('the listener is told', () => listener.ending === 'fin');
  });

  it('halfOpen: a connection that lost nothing lives on', async () => {
    const { server, join } = await openBench(way);
    const peer = await join();
    server.addFault(halfOpen()).remove();
    peer.send(HEART);
    await until('the heartbeat is answered', () => peer.heard === HEART);
  });

  it('muteHeartbeat: heartbeats are not answered, everything else is', async () => {
    const { server, join } = await openBench(way);
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n }));
    const fault = server.addFault(muteHeartbeat());
    const peer = await join();
    peer.send(HEART + frames(1) + HEART + HEART + frames(2) + HEART);
    await until('the messages are answered', () => peer.heard.length >= 48);
    await settle();
    expect(peer.heard).toBe(frames(1, 2));
    fault.remove();
    peer.send(HEART);
    await until('the heartbeat is answered', () => peer.heard === frames(1, 2) + HEART);
  });

  it('corrupt: hits the same bits of the same bytes over every way', async () => {
    const { server, join } = await openBench(way, { seed: 7 });
    server.addFault(corrupt({ everyBytes: 10, bits: 2 }), { direction: 'down' });
    const peer = await join();
    for (const n of [1, 2, 3, 4, 5]) server.broadcast(NumberMsg, { n });
    await until('all has come', () => peer.heard.length === 120);
    const sent = fromHex(frames(1, 2, 3, 4, 5));
    const damage = [...fromHex(peer.heard)].map((byte, i) => (byte ^ sent[i]!).toString(2));
    expect(damage.flatMap((mask, i) => (mask === '0' ? [] : [`${i}: ${mask}`]))).toEqual([
      '9: 1001000',
      '19: 101',
      '29: 1000001',
      '39: 10100',
      '49: 11000000',
      '59: 10000001',
    ]);
  });
});
