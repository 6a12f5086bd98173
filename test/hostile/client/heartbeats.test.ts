// Servers that abuse the messages of the SDK's own.

import { describe, expect, it } from 'vitest';
import { connectScripted, HEX, type ScriptedRig } from './scripted-rig.ts';

const heartbeat = HEX.heartbeat.replaceAll(' ', '');
const sentHeartbeats = ({ link }: ScriptedRig): number => link.sent.split(heartbeat).length - 1;

describe('a server that floods heartbeats', () => {
  it('is answered a few times a second at most', async () => {
    const rig = await connectScripted({ heartbeat: false });
    for (let i = 0; i < 1000; i++) {
      rig.link.receive(heartbeat.repeat(100));
      await rig.clock.advance(1);
    }
    expect(sentHeartbeats(rig)).toBe(4);
    expect(rig.net.state).toBe('connected');
  });

  it('draws no memory: nothing piles up in the client', async () => {
    const rig = await connectScripted({ dispatch: 'manual' });
    rig.link.receive(heartbeat.repeat(100_000));
    await rig.clock.advance(0);
    expect(rig.net.stats).toMatchObject({ waiting: 0, queued: 0, bufferedBytes: 0 });
    expect(sentHeartbeats(rig)).toBe(1);
  });

  it('measures no round trip that never was', async () => {
    const rig = await connectScripted();
    for (let i = 0; i < 100; i++) {
      rig.link.receive(heartbeat.repeat(3));
      await rig.clock.advance(100);
    }
    expect([rig.net.stats.rttMs, rig.all('latency')]).toEqual([undefined, []]);
  });
});

describe('a server that sends everything back', () => {
  /** Echoes each write `delayMs` later. */
  const echoFor = async (rig: ScriptedRig, totalMs: number, delayMs: number): Promise<void> => {
    let echoed = 0;
    for (let ms = 0; ms < totalMs; ms += delayMs) {
      const writes = rig.link.writes.slice(echoed);
      echoed = rig.link.writes.length;
      await rig.clock.advance(delayMs);
      for (const hex of writes) rig.link.receive(hex);
    }
  };

  it('cannot start an endless exchange, whatever its delay and the options', async () => {
    for (const options of [{}, { heartbeat: { expectReply: false } }, { heartbeat: false } as const]) {
      for (const delayMs of [1, 100, 251, 1000]) {
        const rig = await connectScripted(options);
        rig.link.receive(heartbeat);
        await echoFor(rig, 60_000, delayMs);
        expect(rig.net.state).toBe('connected');
        // Thirty heartbeats of its own in a minute, and answers no more often than one in 250 ms.
        expect(sentHeartbeats(rig)).toBeLessThanOrEqual(30 + 240);
      }
    }
  });

  it('leaves no exchange behind once it is quiet', async () => {
    const rig = await connectScripted({ heartbeat: { expectReply: false } });
    await echoFor(rig, 20_000, 300);
    const before = sentHeartbeats(rig);
    await rig.clock.advance(10_000);
    expect(sentHeartbeats(rig) - before).toBe(5);
  });
});

describe('a server that floods Quits', () => {
  it('is heard once', async () => {
    const rig = await connectScripted({ reconnect: {} });
    rig.link.receive(HEX.quit.repeat(1000));
    rig.link.receive(HEX.quit);
    expect([rig.net.state, rig.link.closeCalls, rig.all('disconnected').length]).toEqual(['closing', 1, 1]);
    await rig.clock.advance(2000);
    expect([rig.net.state, rig.net.armedTimers, rig.links.length]).toEqual(['closed', 0, 1]);
  });

  it('kicks a client that comes back each time no faster than its backoff', async () => {
    const rig = await connectScripted({ reconnect: {}, shouldReconnect: () => true });
    for (let i = 0; i < 600; i++) {
      const link = rig.links.at(-1);
      link?.open();
      link?.receive(HEX.quit);
      await rig.clock.advance(1000);
    }
    expect(rig.links.length).toBeGreaterThan(20);
    expect(rig.links.length).toBeLessThan(120);
  });
});

describe('a server that answers no heartbeat but talks', () => {
  it('is alive as long as it does', async () => {
    const rig = await connectScripted();
    for (let i = 0; i < 100; i++) {
      await rig.clock.advance(1900);
      rig.link.receive(HEX.unknown);
    }
    expect([rig.net.state, rig.all('suspect')]).toEqual(['connected', []]);
    await rig.clock.advance(6000);
    expect(rig.net.state).toBe('closed');
  });

  it('is alive by single bytes of a frame, until the frame is overdue', async () => {
    const rig = await connectScripted();
    rig.link.receive('d1070000 e8030000');
    for (let i = 0; i < 9; i++) {
      await rig.clock.advance(1000);
      rig.link.receive('00');
    }
    expect([rig.net.state, rig.all('suspect')]).toEqual(['connected', []]);
    await rig.clock.advance(1000);
    expect(rig.all('error')).toMatchObject([[{ code: 'FRAME_TIMEOUT' }]]);
  });
});
