import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player, type Rig } from '../support/rig.ts';
import { createScriptedTransport, type ScriptedLink } from '../support/scripted-transport.ts';

const HEART = 'e703000000000000';

const silentAt = (rig: Rig): number | undefined =>
  rig.heard.find(({ event, args }) => event === 'error' && (args[0] as { code: string }).code === 'SERVER_SILENT')?.at;

const openScripted = async (net: Parameters<typeof createRig>[0] = {}): Promise<{ rig: Rig; link: ScriptedLink }> => {
  const { links, transport } = createScriptedTransport();
  const rig = createRig({ ...net, net: { reconnect: false, ...net.net, transport } });
  const connected = rig.net.connect();
  links[0]?.open();
  await connected;
  return { rig, link: links[0]! };
};

describe('a server that falls silent', () => {
  it.each([
    ['realtime', 6000],
    ['relaxed', 35_000],
  ] as const)('is noticed within the bound of %s: %d ms', async (heartbeat, boundMs) => {
    for (let offset = 0; offset < boundMs; offset += boundMs / 12) {
      const rig = createRig({ net: { heartbeat, reconnect: false } });
      await rig.connect();
      await rig.clock.advance(20_000 + offset);
      const stalledAt = rig.clock.now();
      rig.server.stall();
      await rig.clock.advance(boundMs);
      expect(silentAt(rig)! - stalledAt).toBeGreaterThan(0);
      expect(silentAt(rig)! - stalledAt).toBeLessThanOrEqual(boundMs);
      expect(rig.net.stats.lastDetectionMs).toBeLessThanOrEqual(boundMs);
    }
  });

  it('is noticed as early while the game keeps sending: traffic of its own does not suppress the check', async () => {
    const rig = createRig({ net: { reconnect: false } });
    await rig.connect();
    rig.server.stall();
    for (let i = 0; i < 60; i++) {
      rig.net.send(PlayerMsg, player(i));
      await rig.clock.advance(100);
    }
    expect(silentAt(rig)).toBeLessThanOrEqual(6000);
  });

  it('is suspect halfway to the deadline, is asked once more, and is cleared by any byte', async () => {
    const { rig, link } = await openScripted();
    await rig.clock.advance(2000);
    expect(link.sent).toBe(HEART);
    await rig.clock.advance(2000);
    expect(rig.all('suspect')).toEqual([[true]]);
    // The regular heartbeat of this moment and the second question.
    expect(link.sent).toBe(HEART.repeat(3));
    link.receive('e9');
    expect(rig.all('suspect')).toEqual([[true], [false]]);
    expect(rig.net.state).toBe('connected');
  });

  it('is proven alive by any byte, not by replies alone', async () => {
    const { rig, link } = await openScripted({ net: { frameTimeoutMs: 60_000 } });
    for (let i = 0; i < 8; i++) {
      link.receive(i % 2 === 0 ? '0500000004000000' : 'aabbccdd');
      await rig.clock.advance(1900);
    }
    expect(rig.net.state).toBe('connected');
    expect(rig.all('suspect')).toEqual([]);
  });

  it('gets heartbeats and no deadline when no reply is expected', async () => {
    const { rig, link } = await openScripted({ net: { heartbeat: { expectReply: false } } });
    await rig.clock.advance(60_000);
    expect(link.sent).toBe(HEART.repeat(30));
    expect(rig.net.state).toBe('connected');
    expect(rig.all('suspect')).toEqual([]);
  });

  it('gets no heartbeat at all when they are off', async () => {
    const { rig, link } = await openScripted({ net: { heartbeat: false } });
    await rig.clock.advance(600_000);
    expect(link.sent).toBe('');
    expect(rig.net.state).toBe('connected');
  });
});

describe('a host that slept', () => {
  it.each([5000, 60_000, 3_600_000, 86_400_000])('does not blame a living server after %d ms', async (sleptMs) => {
    const rig = createRig({ net: { reconnect: false }, server: { idleTimeoutMs: 0 } });
    await rig.connect();
    for (let i = 0; i < 5; i++) {
      await rig.clock.advance(2700);
      await rig.clock.sleep(sleptMs);
    }
    await rig.clock.advance(10_000);
    expect(rig.net.state).toBe('connected');
  });

  it('gives the server one full deadline after waking, and notices its death then', async () => {
    const { rig } = await openScripted();
    await rig.clock.advance(2500);
    await rig.clock.sleep(60_000);
    const wokeAt = rig.clock.now();
    expect(rig.net.state).toBe('connected');
    await rig.clock.advance(3900);
    expect(rig.net.state).toBe('connected');
    await rig.clock.advance(2100);
    expect(silentAt(rig)! - wokeAt).toBeLessThanOrEqual(6000);
  });

  it('notices a dead server although its timers always run late', async () => {
    const { rig } = await openScripted();
    for (let i = 0; i < 6; i++) await rig.clock.sleep(60_000);
    expect(silentAt(rig)).toBeDefined();
  });
});

describe('idle heartbeats', () => {
  const idle = { heartbeat: { when: 'idle' } } as const;

  it('are spared before the first exchange', async () => {
    const { rig, link } = await openScripted({ net: idle });
    await rig.clock.advance(60_000);
    rig.net.send(PlayerMsg, player(1));
    await rig.clock.advance(60_000);
    expect(link.writes.length).toBe(1);
  });

  it('are spared while both directions carry traffic, then come once a period', async () => {
    const rig = createRig({ net: idle });
    rig.server.onMessage(PlayerMsg, (client, message) => client.send(PlayerMsg, message));
    await rig.connect();
    for (let i = 0; i < 20; i++) {
      rig.net.send(PlayerMsg, player(i));
      await rig.clock.advance(1000);
    }
    expect(rig.net.stats.heartbeatsOut).toBe(0);
    await rig.clock.advance(20_000);
    expect(rig.net.stats.heartbeatsOut).toBe(10);
  });

  it('come when one direction falls silent, so a dead server is noticed as early', async () => {
    const rig = createRig({ net: { ...idle, reconnect: false } });
    rig.server.onMessage(PlayerMsg, (client, message) => client.send(PlayerMsg, message));
    await rig.connect();
    rig.net.send(PlayerMsg, player(0));
    await rig.clock.advance(1000);
    rig.net.send(PlayerMsg, player(1));
    await rig.clock.advance(700);
    rig.server.stall();
    for (let i = 0; i < 60; i++) {
      rig.net.send(PlayerMsg, player(i));
      await rig.clock.advance(100);
    }
    expect(silentAt(rig)! - 1700).toBeLessThanOrEqual(6000);
  });
});

describe('a server that asks', () => {
  it('is answered at once', async () => {
    const { rig, link } = await openScripted();
    await rig.clock.advance(500);
    link.receive(HEART);
    await rig.clock.advance(0);
    expect(link.sent).toBe(HEART);
  });

  it('is not answered when its question crossed a heartbeat of ours', async () => {
    const { rig, link } = await openScripted();
    await rig.clock.advance(2000);
    link.receive(HEART);
    await rig.clock.advance(100);
    expect(link.sent).toBe(HEART);
  });

  it('cannot draw the client into echoing for ever', async () => {
    const { rig, link } = await openScripted({ net: { heartbeat: { intervalMs: 60_000 } } });
    for (let i = 0; i < 100; i++) {
      link.receive(HEART);
      await rig.clock.advance(20);
    }
    expect(link.sent.length / HEART.length).toBeLessThanOrEqual(9);
  });
});

describe('round trips', () => {
  it('are measured from replies and smoothed', async () => {
    const { rig, link } = await openScripted();
    for (const rttMs of [80, 96]) {
      await rig.clock.advance(2000 - (rig.clock.now() % 2000));
      await rig.clock.advance(rttMs);
      link.receive(HEART);
    }
    expect(rig.all('latency')).toEqual([
      [{ rttMs: 80, smoothedRttMs: 80, jitterMs: 0 }],
      [{ rttMs: 96, smoothedRttMs: 82, jitterMs: 1 }],
    ]);
    expect(rig.net.stats).toMatchObject({ rttMs: 96, smoothedRttMs: 82, jitterMs: 1 });
  });

  it('are not taken from replies to two heartbeats on the way together', async () => {
    const { rig, link } = await openScripted();
    await rig.clock.advance(4100);
    link.receive(HEART.repeat(3));
    expect(rig.all('latency')).toEqual([]);
  });
});
