import { NetMgr } from '@netmgr/client/node';
import { FAULT_ORDER } from '@netmgr/server-mock';
import { parseFaultText } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HEART, NumberMsg, numberFrame } from '../support/mock-bench.ts';
import { settle, until } from '../support/mock-world.ts';
import { openProxyBench, PROXY_WAYS, type ProxyBench } from '../support/proxy-bench.ts';

type Check = (bench: ProxyBench, text: string) => Promise<void>;

const add = ({ proxy }: ProxyBench, text: string): ReturnType<ProxyBench['proxy']['addFault']> => {
  const { fault, options } = parseFaultText(text);
  return proxy.addFault(fault, options);
};

const answerAll = ({ server }: ProxyBench): void =>
  void server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n }));

const frames = (count: number): string => Array.from({ length: count }, (_, n) => numberFrame(n)).join('');

/** The fault changes when and in which pieces bytes arrive, and nothing else; a round trip takes at least so long. */
const arrivesWhole =
  (minMs: number): Check =>
  async (bench, text) => {
    answerAll(bench);
    add(bench, text);
    const peer = await bench.dial();
    const sentAt = performance.now();
    peer.send(frames(3));
    await until('all is answered', () => peer.heard.length === frames(3).length);
    expect(peer.heard).toBe(frames(3));
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(minMs - 2);
  };

/** The connection ends in this way for both sides, when so much of the answer was heard. */
const endsBoth =
  (how: 'fin' | 'reset', heard: RegExp): Check =>
  async (bench, text) => {
    answerAll(bench);
    const reasons: string[] = [];
    bench.server.on('clientOffline', (_client, reason) => reasons.push(reason));
    add(bench, text);
    const peer = await bench.dial();
    peer.send(frames(3));
    await until('both sides know', () => peer.ending !== undefined && bench.proxy.clients.length === 0);
    await until('the server knows', () => bench.server.clientCount === 0);
    expect([peer.ending, reasons]).toEqual([how, reasons.map(() => how)]);
    expect(peer.heard).toMatch(heard);
  };

/** Nothing arrives until the fault is removed; then everything does. */
const holds: Check = async (bench, text) => {
  answerAll(bench);
  const peer = await bench.dial();
  const fault = add(bench, text);
  peer.send(frames(3));
  await settle();
  expect(peer.heard).toBe('');
  fault.remove();
  await until('all is answered', () => peer.heard === frames(3));
};

const CHECKS: Readonly<Record<string, readonly [text: string, check: Check]>> = {
  latency: ['latency=50±10', arrivesWhole(80)],
  bandwidth: ['bandwidth=200 down', arrivesWhole(100)],
  split: ['split=1', arrivesWhole(0)],
  coalesce: ['coalesce=36B,40ms', arrivesWhole(0)],
  slowReader: ['slowReader=500 up', arrivesWhole(0)],
  stall: ['stall', holds],
  reset: ['reset=60ms', endsBoth('reset', /^.{72}$/)],
  limitBytes: ['limitBytes=24 down', endsBoth('fin', /^.{48}$/)],
  truncate: ['truncate=1', endsBoth('fin', /^.{24}.+$/)],
  halfOpen: [
    'halfOpen down',
    async (bench, text) => {
      const peer = await bench.dial();
      add(bench, text);
      peer.send(HEART);
      await until('the server has it', () => bench.proxy.clients[0]?.downBytes === 8);
      bench.server.dropAll('fin');
      await settle();
      expect([peer.heard, peer.ending]).toEqual(['', undefined]);
    },
  ],
  slowClose: [
    'slowClose=80',
    async (bench, text) => {
      add(bench, text);
      const peer = await bench.dial();
      await until('it is online', () => bench.server.clientCount === 1);
      const closedAt = performance.now();
      peer.fin();
      await until('the server knows', () => bench.server.clientCount === 0);
      expect(performance.now() - closedAt).toBeGreaterThanOrEqual(78);
    },
  ],
  corrupt: [
    'corrupt=1B down',
    async (bench, text) => {
      add(bench, text);
      const peer = await bench.dial();
      peer.send(HEART);
      await until('the answer comes', () => peer.heard.length === HEART.length);
      const differing = Buffer.from(peer.heard, 'hex').filter((byte, at) => byte !== Buffer.from(HEART, 'hex')[at]);
      expect(differing).toHaveLength(8);
    },
  ],
  refuse: [
    'refuse',
    async (bench, text) => {
      add(bench, text);
      const ending = await bench.dial().then(
        async (peer) => {
          await until('it is refused', () => peer.ending !== undefined);
          return peer.ending;
        },
        () => 'reset',
      );
      expect([ending, bench.server.clientCount, bench.proxy.clients]).toEqual(['reset', 0, []]);
    },
  ],
  slowAccept: [
    'slowAccept=80',
    async (bench, text) => {
      add(bench, text);
      const dialledAt = performance.now();
      const dialling = bench.dial();
      await until('it is online', () => bench.server.clientCount === 1);
      expect(performance.now() - dialledAt).toBeGreaterThanOrEqual(78);
      await dialling;
    },
  ],
  muteHeartbeat: [
    'muteHeartbeat',
    async (bench, text) => {
      answerAll(bench);
      add(bench, text);
      const peer = await bench.dial();
      peer.send(HEART + numberFrame(1) + HEART + numberFrame(2));
      await until('the rest is answered', () => peer.heard === numberFrame(1) + numberFrame(2));
    },
  ],
  duplicateConnection: [
    'duplicateConnection=30ms',
    async (bench, text) => {
      const { server, proxy } = bench;
      const heard: string[] = [];
      const reasons: string[] = [];
      server.onMessage(NumberMsg, (client, { n }) => {
        heard.push(`${client.id} ${n}`);
        client.send(NumberMsg, { n });
      });
      server.on('clientOffline', (client, reason) => reasons.push(`${client.id} ${reason}`));
      add(bench, text);
      const peer = await bench.dial();
      peer.send(frames(2));
      await until('both have said it', () => heard.length === 4 && peer.heard === frames(2));
      expect([proxy.clients.length, server.clientCount, heard.toSorted()]).toEqual([
        2,
        2,
        ['1 0', '1 1', '2 0', '2 1'],
      ]);
      peer.fin();
      await until('both are gone', () => reasons.length === 2 && proxy.clients.length === 0);
      expect([peer.heard, reasons]).toEqual([frames(2), ['1 fin', '2 fin']]);
    },
  ],
};

describe.each(PROXY_WAYS)('each fault through a proxy over $name', (way) => {
  it.each(FAULT_ORDER)('%s', async (name) => {
    const [text, check] = CHECKS[name]!;
    const bench = await openProxyBench(way, { closeTimeoutMs: 200 }, { closeTimeoutMs: 200 });
    await check(bench, text);
  });

  it('hits the one client that it was added for, and is removed with it', async () => {
    const { server, proxy, dial } = await openProxyBench(way);
    const [held, free] = [await dial(), await dial()];
    await until('both are through', () => server.clientCount === 2);
    const { fault, options } = parseFaultText('stall client 1');
    const installed = proxy.addFault(fault, options);
    expect(proxy.clientOf(installed)).toBe(1);
    held.send(HEART);
    free.send(HEART);
    await until('the free one is answered', () => free.heard === HEART);
    expect(held.heard).toBe('');
    held.reset();
    proxy.drop(1, 'reset');
    await until('it is removed with its client', () => proxy.faults.length === 0);
  });

  it('lets a NetMgr reconnect after a reset, again and again', async () => {
    const { server, proxy } = await openProxyBench(way);
    const game = new NetMgr({ url: proxy.url, reconnect: { baseDelayMs: 10, maxDelayMs: 20 } });
    onTestFinished(() => game.close());
    let connections = 0;
    game.on('connected', () => connections++);
    await game.connect();
    for (let round = 1; round <= 3; round++) {
      await until('it is through', () => connections === round && proxy.clients.length === 1);
      proxy.dropAll('reset');
    }
    await until('it is back', () => connections === 4 && server.clientCount === 1);
  });
});
