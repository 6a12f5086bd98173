import { describe, expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench, QUIT } from '../support/mock-bench.ts';
import { MOCK_WAYS, settle, until } from '../support/mock-world.ts';

describe.each(MOCK_WAYS)('a mock server over $name: what time does', (way) => {
  it('drops whoever was silent for idleTimeoutMs, without a Quit, at most one scan late', async () => {
    const { clock, join, log, reasons } = await openBench(way, { idleTimeoutMs: 1000, idleScanIntervalMs: 100 });
    await clock.advance(50);
    const [silent, alive] = [await join(), await join()];
    await clock.advance(900);
    alive.send(HEART);
    await until('the heartbeat is answered', () => alive.heard === HEART);
    await clock.advance(99);
    expect(log.at(-1)).toBe('2 online');
    await clock.advance(101);
    expect(await reasons(1)).toEqual(['idle']);
    await until('the silent one sees the end', () => silent.ending !== undefined);
    expect([silent.ending, silent.heard]).toEqual(['fin', '']);
    await clock.advance(850);
    expect(await reasons(2)).toEqual(['idle', 'idle']);
  });

  it.each([0, Number.POSITIVE_INFINITY])(
    'keeps the silent for ever with an idle timeout of %s',
    async (idleTimeoutMs) => {
      const { clock, server, join } = await openBench(way, { idleTimeoutMs });
      await join();
      await clock.advance(86_400_000);
      expect(server.clientCount).toBe(1);
      expect(clock.armedCount).toBe(0);
    },
  );

  it('takes any byte for a sign of life, even one of a frame that is not whole', async () => {
    const { clock, server, join } = await openBench(way, { idleTimeoutMs: 1000, frameTimeoutMs: 0 });
    const peer = await join();
    for (let i = 1; i <= 7; i++) {
      await clock.advance(700);
      peer.send('e7');
      await until('the byte is read', () => server.clients[0]?.lastHeardAt === clock.now());
    }
    expect(server.clientCount).toBe(1);
  });

  it('forgives the silence of a night in which the host itself slept', async () => {
    const { clock, server, join } = await openBench(way, { idleTimeoutMs: 10_000 });
    const peer = await join();
    await clock.sleep(8 * 3_600_000);
    peer.send(HEART);
    await until('the heartbeat is answered', () => peer.heard === HEART);
    await clock.advance(9_000);
    expect(server.clientCount).toBe(1);
    await clock.advance(2_000);
    expect(server.clientCount).toBe(0);
  });

  it('ends a client whose frame does not become whole in time, also when bytes trickle in', async () => {
    const { clock, server, join, reasons } = await openBench(way, { frameTimeoutMs: 1000 });
    const errors: unknown[] = [];
    server.on('clientOffline', (_client, _reason, error) => errors.push(error));
    const peer = await join();
    const trickle = async (hex: string): Promise<void> => {
      const client = server.clients[0]!;
      const heardBefore = client.lastHeardAt;
      await clock.advance(400);
      peer.send(hex);
      await until('the bytes are read', () => client.lastHeardAt > heardBefore);
    };
    await trickle('e9');
    await trickle('03');
    await trickle('00');
    await clock.advance(199);
    expect(server.clientCount).toBe(1);
    await clock.advance(1);
    expect(await reasons(1)).toEqual(['protocolError']);
    expect(errors).toEqual([expect.objectContaining({ code: 'FRAME_TIMEOUT' })]);
  });

  it('gives each frame its own time, however the pieces are cut', async () => {
    const { clock, server, join } = await openBench(way, { frameTimeoutMs: 1000 });
    const peer = await join();
    const whole = numberFrame(7);
    peer.send(whole.slice(0, 10));
    for (let i = 1; i <= 10; i++) {
      await clock.advance(900);
      peer.send(whole.slice(10) + whole.slice(0, 10));
      await until(`message ${i} is read`, () => server.received().length === i);
    }
    peer.send(whole.slice(10));
    await until('the last message is read', () => server.received().length === 11);
    await clock.advance(5000);
    expect(server.clientCount).toBe(1);
  });

  it('plays dead: reads nothing, answers nothing, loses nothing', async () => {
    const { clock, server, join, log } = await openBench(way);
    const heartbeats: number[] = [];
    server.on('heartbeat', (client) => heartbeats.push(client.id));
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n: n * 10 }));
    const peer = await join();
    server.stall();
    expect(server.isStalled).toBe(true);
    peer.send(HEART + numberFrame(1));
    peer.send(numberFrame(2).slice(0, 6));
    server.clients[0]!.send(NumberMsg, { n: 99 });
    await clock.advance(20_000);
    await settle();
    expect([peer.heard, peer.ending, server.received().length, heartbeats.length]).toEqual(['', undefined, 0, 0]);
    peer.send(numberFrame(2).slice(6));
    await settle();
    server.resume();
    const expected = numberFrame(99) + HEART + numberFrame(10) + numberFrame(20);
    await until('all is made up for', () => peer.heard.length >= expected.length);
    expect(sorted(peer.heard)).toEqual(sorted(expected));
    expect(server.received().map(({ value }) => value)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(log).toEqual(['1 online']);
  });

  it('notices only afterwards who left while it played dead', async () => {
    const { server, join, log, reasons } = await openBench(way);
    const [quitter, leaver, breaker] = [await join(), await join(), await join()];
    server.stall();
    quitter.send(QUIT);
    leaver.fin();
    breaker.reset();
    await settle();
    expect(log).toEqual(['1 online', '2 online', '3 online']);
    server.resume();
    await reasons(3);
    expect(log.slice(3).sort()).toEqual(['1 offline: quit', '2 offline: fin', '3 offline: reset']);
  });

  it('stalls one client and goes on with the others', async () => {
    const { server, join } = await openBench(way);
    const [stalled, other] = [await join(), await join()];
    server.client(1)!.stall();
    expect(server.client(1)!.isStalled).toBe(true);
    stalled.send(HEART);
    other.send(HEART);
    await until('the other one is answered', () => other.heard === HEART);
    await settle();
    expect(stalled.heard).toBe('');
    server.client(1)!.resume();
    await until('the stalled one is answered', () => stalled.heard === HEART);
  });

  it('takes up a stall in the middle of a batch where it left it', async () => {
    const { server, join } = await openBench(way);
    server.onMessage(NumberMsg, (client, { n }) => {
      client.send(NumberMsg, { n });
      if (n === 2 || n === 3) client.stall();
    });
    const peer = await join();
    peer.send([1, 2, 3, 4, 5].map(numberFrame).join(''));
    await until('the stall begins', () => server.clients[0]!.isStalled);
    await settle();
    expect(server.received().length).toBe(2);
    server.resume();
    expect(server.received().length).toBe(3);
    server.resume();
    await until('all is read', () => server.received().length === 5);
    await until('all is answered', () => peer.heard === [1, 2, 3, 4, 5].map(numberFrame).join(''));
  });

  it.each(['kick', 'drop', 'close'] as const)(
    'lets the hand of the test through to a stalled client: %s',
    async (act) => {
      const { server, join, reasons } = await openBench(way);
      const peer = await join();
      server.stall();
      server.clients[0]!.send(NumberMsg, { n: 1 });
      if (act === 'kick') server.kick(1);
      if (act === 'drop') server.dropAll('reset');
      if (act === 'close') void server.close();
      expect(await reasons(1)).toEqual([{ kick: 'kicked', drop: 'reset', close: 'serverClosed' }[act]]);
      await until('the client sees the end', () => peer.ending !== undefined);
      if (act === 'drop') expect([peer.heard, peer.ending]).toEqual(['', 'reset']);
      else expect([peer.heard, peer.ending]).toEqual([numberFrame(1) + QUIT, 'fin']);
    },
  );

  it('restarts: cuts all without a Quit, refuses dials while down, and is back at the same place', async () => {
    const { clock, server, join, dial, log, reasons } = await openBench(way);
    const peer = await join();
    const restarted = server.restart({ downMs: 5000 });
    expect(await reasons(1)).toEqual(['serverClosed']);
    await until('the client sees the end', () => peer.ending !== undefined);
    expect([peer.ending, peer.heard]).toEqual(['reset', '']);
    expect(server.isOpen).toBe(false);
    await until('the listeners are closed', () => server.openListeners === 0 && server.openLinks === 0);
    await expect(dial()).rejects.toThrow();
    await expect(server.restart()).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
    await settle();
    await clock.advance(4999);
    expect(server.isOpen).toBe(false);
    await clock.advance(1);
    await restarted;
    const second = await join();
    second.send(HEART);
    await until('the heartbeat is answered', () => second.heard === HEART);
    expect(log.at(-1)).toBe('2 online');
  });

  it('restarts without down time, out of a stall, and keeps its handlers', async () => {
    const { server, join } = await openBench(way);
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n: n + 1 }));
    await join();
    server.stall();
    await server.restart({ how: 'fin' });
    expect(server.isStalled).toBe(false);
    const peer = await join();
    peer.send(numberFrame(1));
    await until('the message is answered', () => peer.heard === numberFrame(2));
  });

  it('closes: says Quit to all, then nobody is there and nobody can come', async () => {
    const { clock, server, join, dial, reasons } = await openBench(way);
    const peers = [await join(), await join()];
    const closing = server.close();
    expect(server.close()).toBe(closing);
    expect(await reasons(2)).toEqual(['serverClosed', 'serverClosed']);
    await until('all see the end', () => peers.every((peer) => peer.ending === 'fin'));
    expect(peers.map(({ heard }) => heard)).toEqual([QUIT, QUIT]);
    for (const peer of peers) peer.fin();
    await closing;
    expect([server.clientCount, server.openLinks, server.openListeners, clock.armedCount]).toEqual([0, 0, 0, 0]);
    await expect(dial()).rejects.toThrow();
    await expect(server.restart()).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
  });

  it('closes in the middle of a restart', async () => {
    const { clock, server, join } = await openBench(way);
    await join();
    const restarted = server.restart({ downMs: 60_000 });
    await server.close();
    await restarted;
    expect([server.isOpen, server.openListeners, clock.armedCount]).toEqual([false, 0, 0]);
  });
});

const sorted = (frames: string): string[] =>
  [...frames.matchAll(/e7030000.{8}|e9030000.{16}/g)].map(([frame]) => frame).sort();
