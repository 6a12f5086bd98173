import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defineMessage, t } from '@netmgr/client';
import { createSeededRandom } from '@netmgr/server-mock';
import { describe, expect, it, vi } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench } from '../../support/mock-bench.ts';
import { MOCK_WAYS, settle, until } from '../../support/mock-world.ts';

const MIB = 1_048_576;
const intHex = (n: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(n | 0);
  return bytes.toString('hex');
};
const header = (length: number, id = 1001): string => intHex(id) + intHex(length);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Waits until this process holds hardly more than before; buffers are given back a little after the collection, which is dear. */
const untilGivenBack = (before: number, allowedBytes: number): Promise<void> =>
  vi.waitFor(() => expect(heldBytes() - before).toBeLessThan(allowedBytes), { timeout: 10_000, interval: 50 });

const heldBytes = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

describe.each(MOCK_WAYS)('a mock server over $name meets hostile bytes', (way) => {
  it.each([-1, -8, -2_147_483_648, 2_147_483_647, MIB + 1])(
    'refuses a length of %i on the header alone',
    async (length) => {
      const { join, reasons, server } = await openBench(way);
      const codes: unknown[] = [];
      server.on('clientOffline', (_client, _reason, error) =>
        codes.push((error as { code?: string } | undefined)?.code),
      );
      const peer = await join();
      peer.send(header(length));
      expect(await reasons(1)).toEqual(['protocolError']);
      expect(codes).toEqual([length < 0 ? 'BAD_LENGTH' : 'FRAME_TOO_LARGE']);
      await until('the peer is ended', () => peer.ending !== undefined);
    },
  );

  it.each([MIB - 1, MIB])('takes a body of %i bytes', async (length) => {
    const { join, server } = await openBench(way);
    const peer = await join();
    peer.send(header(length, 5) + '5a'.repeat(length));
    await until('the body is received', () => server.received().length === 1);
    expect(server.received()[0]!.body).toHaveLength(length);
    expect(server.received()[0]!.body!.every((byte) => byte === 0x5a)).toBe(true);
  });

  it('takes no memory for lengths that were only declared', async () => {
    const { clock, join, server, reasons } = await openBench(way);
    const before = heldBytes();
    for (let i = 0; i < 100; i++) (await join()).send(`${header(MIB)}0102`);
    await until('all headers are read', () => server.clients.every((client) => client.lastHeardAt >= 0));
    await settle();
    await untilGivenBack(before, 10 * MIB);
    expect(server.clientCount).toBe(100);
    await clock.advance(10_000);
    expect(new Set(await reasons(100))).toEqual(new Set(['protocolError']));
  });

  it('holds no more of a body without end than one frame may have', async () => {
    const { join, server, reasons } = await openBench(way);
    const peer = await join();
    const before = heldBytes();
    const piece = 'ab'.repeat(65_536);
    peer.send(header(MIB, 5));
    for (let i = 0; i < 100 && peer.ending === undefined; i++) {
      peer.send(piece);
      await settle();
    }
    // What follows the first body is read as a header, and that one is wrong.
    expect(await reasons(1)).toEqual(['protocolError']);
    expect(server.received()).toHaveLength(1);
    await untilGivenBack(before, 5 * MIB);
  });

  it('gets through a million empty frames where it may, and stays small', async () => {
    const { join, server } = await openBench(way, { maxFramesPerSecondPerClient: Number.POSITIVE_INFINITY });
    const peer = await join();
    let unhandled = 0;
    server.on('unhandled', () => unhandled++);
    const before = heldBytes();
    const piece = header(0, 7).repeat(50_000);
    for (let i = 1; i <= 20; i++) {
      peer.send(piece);
      await until('every frame so far is told of', () => unhandled === i * 50_000);
    }
    peer.send(numberFrame(1));
    await until('the last one is read', () => server.received().at(-1)?.name === 'NumberMsg');
    expect(server.received()).toHaveLength(1000);
    await untilGivenBack(before, 5 * MIB);
  });

  it('answers a hundred thousand heartbeats that come at once', async () => {
    const { join } = await openBench(way);
    const peer = await join();
    peer.send(HEART.repeat(100_000));
    await until('all are answered', () => peer.heard.length === HEART.length * 100_000);
    expect(peer.heard === HEART.repeat(100_000)).toBe(true);
  });

  it('reads frames that come byte by byte', async () => {
    const { join, server } = await openBench(way);
    const peer = await join();
    const all = Array.from({ length: 200 }, (_, n) => numberFrame(n)).join('');
    for (let i = 0; i < all.length; i += 2) peer.send(all.slice(i, i + 2));
    await until('all are read', () => server.received().length === 200);
    expect(server.received().map(({ value }) => (value as { n: number }).n)).toEqual(
      Array.from({ length: 200 }, (_, n) => n),
    );
  });

  it('outlives noise of every seed, and the others do not notice', async () => {
    const { join, server } = await openBench(way);
    const good = await join();
    for (let seed = 1; seed <= 30; seed++) {
      const random = createSeededRandom(seed);
      const noise = Buffer.from(Array.from({ length: 2000 }, () => Math.floor(random() * 256))).toString('hex');
      const peer = await join();
      peer.send(noise);
      // A header of noise is nearly always wrong; where it is not, its body never comes.
      await until(`seed ${seed} is read`, () => peer.ending !== undefined || server.clientCount === 2);
      peer.reset();
      await until(`seed ${seed} is gone`, () => server.clientCount === 1);
    }
    good.send(numberFrame(1));
    await until('the good one is heard', () => server.received().at(-1)?.client.id === 1);
  });

  it('refuses bodies that lie, each with its own code', async () => {
    const TextMsg = defineMessage(2, 'TextMsg', { s: t.string });
    const ListMsg = defineMessage(3, 'ListMsg', { list: t.list(t.int, { count: 'int' }) });
    const MapMsg = defineMessage(4, 'MapMsg', { map: t.map(t.string, t.int) });
    const { join, server } = await openBench(way, { messages: [NumberMsg, TextMsg, ListMsg, MapMsg] });
    const codes: unknown[] = [];
    server.on('clientOffline', (_client, _reason, error) => codes.push((error as { code?: string } | undefined)?.code));
    const bodies: readonly [number, string][] = [
      [2, `${intHex(2)}c3`],
      [2, `${intHex(2)}c328`],
      [2, `${intHex(3)}eda080`],
      [2, intHex(-1)],
      [3, intHex(2_147_483_647)],
      [3, intHex(-5)],
      [4, 'ffff'],
    ];
    for (const [id, body] of bodies) {
      const peer = await join();
      peer.send(header(body.length / 2, id) + body);
      await until('the liar is ended', () => peer.ending !== undefined);
    }
    expect(codes).toEqual([
      'BODY_TOO_SHORT',
      'BAD_UTF8',
      'BAD_UTF8',
      expect.stringMatching(/^BAD_COUNT|BODY_TOO_SHORT$/),
      'BAD_COUNT',
      'BAD_COUNT',
      'BAD_COUNT',
    ]);
  });

  it('takes names such as __proto__ for names', async () => {
    const MapMsg = defineMessage(4, 'MapMsg', { map: t.map(t.string, t.int) });
    const { join, server } = await openBench(way, { messages: [MapMsg] });
    const peer = await join();
    const name = Buffer.from('__proto__').toString('hex');
    const body = `0100${intHex(9)}${name}${intHex(1)}`;
    peer.send(header(body.length / 2, 4) + body);
    expect(await server.expectMessage(MapMsg)).toEqual({ map: new Map([['__proto__', 1]]) });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('survives a clock that jumps by a day', async () => {
    const { clock, join, server } = await openBench(way, { idleTimeoutMs: 0 });
    const peer = await join();
    await clock.sleep(86_400_000);
    peer.send(HEART);
    await until('the heartbeat is answered', () => peer.heard === HEART);
    expect(server.clientCount).toBe(1);
  });
});
