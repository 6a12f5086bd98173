import { describe, expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench } from '../support/mock-bench.ts';
import { MOCK_WAYS, until } from '../support/mock-world.ts';
import { createRig, PlayerMsg, player } from '../support/rig.ts';

const ASK = { intervalMs: 1000, timeoutMs: 3000 };

describe.each(MOCK_WAYS)('a server that asks, over $name', (way) => {
  it('keeps whoever answers, and finds whoever does not within interval and timeout', async () => {
    const { clock, server, join, reasons } = await openBench(way, { askHeartbeats: ASK, idleTimeoutMs: 0 });
    const [alive, dead] = [await join(), await join()];
    for (let question = 1; question <= 3; question++) {
      await clock.advance(1000);
      await until(`question ${question} comes`, () => alive.heard === HEART.repeat(question));
      alive.send(HEART);
      await until('the answer is read', () => server.client(1)!.lastHeardAt === clock.now());
    }
    expect(server.clientCount).toBe(2);
    await clock.advance(1000);
    expect(await reasons(1)).toEqual(['unanswered']);
    await until('the dead one sees the end', () => dead.ending !== undefined);
    expect([dead.heard, dead.ending]).toEqual([HEART, 'fin']);
    expect(server.clients.map(({ id }) => id)).toEqual([1]);
  });

  it('does not answer an answer, and answers a heartbeat that is none', async () => {
    const { clock, join } = await openBench(way, { askHeartbeats: ASK });
    const peer = await join();
    peer.send(HEART);
    await until('it is answered', () => peer.heard === HEART);
    await clock.advance(1000);
    await until('the question comes', () => peer.heard === HEART.repeat(2));
    peer.send(HEART + HEART);
    await until('only the second one is answered', () => peer.heard === HEART.repeat(3));
  });

  it('takes any byte for an answer', async () => {
    const { clock, server, join } = await openBench(way, { askHeartbeats: ASK });
    const peer = await join();
    for (let i = 1; i <= 8; i++) {
      await clock.advance(1000);
      peer.send(numberFrame(i));
      await until('it is read', () => server.received().length === i);
    }
    expect(server.clientCount).toBe(1);
  });

  it('in idle times only: no question before the first exchange, none while data flows, then one per period', async () => {
    const { clock, server, join } = await openBench(way, { askHeartbeats: { ...ASK, when: 'idle' }, idleTimeoutMs: 0 });
    server.onMessage(NumberMsg, (client, message) => client.send(NumberMsg, message));
    const peer = await join();
    await clock.advance(60_000);
    expect(peer.heard).toBe('');
    const data = [1, 2, 3, 4, 5].map(numberFrame);
    for (const [index, frame] of data.entries()) {
      await clock.advance(900);
      peer.send(frame);
      await until('it is echoed', () => peer.heard === data.slice(0, index + 1).join(''));
    }
    for (let period = 1; period <= 3; period++) {
      await clock.advance(999);
      expect(peer.heard).toBe(data.join('') + HEART.repeat(period - 1));
      await clock.advance(1);
      await until('the question comes', () => peer.heard === data.join('') + HEART.repeat(period));
      peer.send(HEART);
      await until('the answer is read', () => server.client(1)!.lastHeardAt === clock.now());
    }
  });

  it('asks nobody while it is stalled, and judges nobody for the stall', async () => {
    const { clock, server, join } = await openBench(way, { askHeartbeats: ASK, idleTimeoutMs: 0 });
    const peer = await join();
    await clock.advance(1000);
    await until('the question comes', () => peer.heard === HEART);
    server.stall();
    await clock.advance(60_000);
    server.resume();
    await clock.advance(3999);
    expect(server.clientCount).toBe(1);
    await clock.advance(1);
    expect(server.clientCount).toBe(0);
  });
});

describe('a NetMgr and a server that asks', () => {
  it('live together for an hour, whoever of the two asks how often, without a storm of answers', async () => {
    for (const [serverMs, clientMs] of [
      [1000, 1000],
      [1000, 2000],
      [2000, 700],
      [1300, 900],
    ] as const) {
      const { clock, server, net, heard, connect } = createRig({
        server: { askHeartbeats: { intervalMs: serverMs, timeoutMs: 3000 }, idleTimeoutMs: 5000 },
        net: { heartbeat: { intervalMs: clientMs, replyTimeoutMs: 3000 } },
      });
      await connect();
      await clock.advance(3_600_000);
      expect([net.state, server.clientCount, heard.filter(({ event }) => event === 'disconnected')]).toEqual([
        'connected',
        1,
        [],
      ]);
      const periods = 3_600_000 / serverMs + 3_600_000 / clientMs;
      expect(net.stats.framesIn).toBeLessThan(periods * 1.1);
    }
  });

  it('both ask only in idle times: nothing goes before the first exchange, then a probe per period', async () => {
    const { clock, server, net, connect } = createRig({
      server: { askHeartbeats: { intervalMs: 5000, timeoutMs: 3000, when: 'idle' }, idleTimeoutMs: 0 },
      net: { heartbeat: { intervalMs: 5000, replyTimeoutMs: 3000, when: 'idle' } },
    });
    server.onMessage(PlayerMsg, (client, message) => client.send(PlayerMsg, message));
    await connect();
    await clock.advance(60_000);
    expect([net.stats.framesIn, net.stats.framesOut]).toEqual([0, 0]);
    net.send(PlayerMsg, player(1));
    await clock.advance(4999);
    expect([net.stats.framesIn, net.stats.framesOut]).toEqual([1, 1]);
    await clock.advance(60_000);
    expect(net.state).toBe('connected');
    expect(net.stats.framesIn).toBeGreaterThanOrEqual(12);
    expect(net.stats.framesIn).toBeLessThanOrEqual(26);
  });
});
