// Clocks that jump, hosts that sleep, timers that run a minute late.

import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player } from '../../support/rig.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';
import { connectScripted, HEX } from './scripted-rig.ts';

const DAY_MS = 86_400_000;

describe('a host that slept for a day', () => {
  it('while connected is still connected when the server is', async () => {
    const { net, clock, server, connect, all } = createRig({ server: { idleTimeoutMs: 0 } });
    await connect();
    await clock.sleep(DAY_MS);
    await clock.advance(10_000);
    expect([net.state, all('disconnected'), server.clientCount]).toEqual(['connected', [], 1]);
  });

  it('while a reply was on its way reads it first, and is still connected', async () => {
    const { net, link, clock, all } = await connectScripted();
    await clock.advance(2000);
    for (const sleptMs of [5000, DAY_MS]) {
      await clock.sleep(sleptMs);
      link.receive(HEX.heartbeat);
      await clock.advance(2000);
      expect([net.state, all('disconnected')]).toEqual(['connected', []]);
    }
  });

  it('while the server died notices within the reply timeout after it woke', async () => {
    const { net, clock, server, connect, all } = createRig({ net: { reconnect: false } });
    await connect();
    await clock.advance(2500);
    server.stall();
    await clock.sleep(DAY_MS);
    await clock.advance(6000);
    expect([net.state, all('error')]).toMatchObject(['closed', [[{ code: 'SERVER_SILENT' }]]]);
  });

  it('while backing off dials at once when it wakes', async () => {
    const { net, clock, server, connect } = createRig();
    await connect();
    const restarted = server.restart({ downMs: 5000 });
    await clock.advance(10);
    expect(net.state).toBe('backingOff');
    await clock.sleep(DAY_MS);
    await restarted;
    await clock.advance(60_000);
    expect(net.state).toBe('connected');
  });

  it('while dialling gives that dial up, and may try again', async () => {
    const { links, transport } = createScriptedTransport();
    const { net, clock, all } = createRig({ net: { transport, retryFirstConnect: true } });
    void net.connect();
    await clock.sleep(DAY_MS);
    expect([net.state, all('error')]).toMatchObject(['backingOff', [[{ code: 'CONNECT_TIMEOUT' }]]]);
    await clock.advance(1000);
    expect(links).toHaveLength(2);
  });

  it('while closing is closed when it wakes', async () => {
    const { net, clock } = await connectScripted();
    const closed = net.close();
    await clock.sleep(DAY_MS);
    await closed;
    expect(net.armedTimers).toBe(0);
  });

  it('while requests and messages waited gives them up', async () => {
    const { net, clock, all } = createRig();
    const reply = expect(net.request(PlayerMsg, player(1), PlayerMsg)).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
    });
    await clock.sleep(DAY_MS);
    await reply;
    net.send(PlayerMsg, player(2));
    expect(all('dropped')).toEqual([[{ reason: 'expired', count: 1 }]]);
  });

  it('in the middle of a frame gives the rest of it a moment to be read', async () => {
    const { net, link, clock } = await connectScripted({ heartbeat: false });
    link.receive(HEX.playerHeader);
    await clock.sleep(DAY_MS);
    await clock.advance(500);
    link.receive('01000000 03000000 416e6e 03000000 01000000');
    await clock.advance(20_000);
    expect([net.state, net.stats.framesIn]).toEqual(['connected', 1]);
  });
});

describe('a page whose timers always run a minute late', () => {
  /** Time as a hidden tab knows it: bytes come when they come, timers run once a minute. */
  const hiddenMinutes = async (
    clock: { sleep(ms: number): Promise<void> },
    minutes: number,
    each = () => {},
  ): Promise<void> => {
    for (let minute = 0; minute < minutes; minute++) {
      await clock.sleep(60_000);
      each();
    }
  };

  it('stays connected to a server that answers', async () => {
    const { net, clock, connect, all } = createRig({ server: { idleTimeoutMs: 0 } });
    await connect();
    await hiddenMinutes(clock, 30);
    expect([net.state, all('disconnected')]).toEqual(['connected', []]);
  });

  it('notices a server that is silent', async () => {
    const { net, clock, server, connect } = createRig({ net: { reconnect: false } });
    await connect();
    server.stall();
    await hiddenMinutes(clock, 5);
    expect(net.state).toBe('closed');
  });

  it('ends a frame that never completes', async () => {
    const { net, link, clock, all } = await connectScripted({ heartbeat: false });
    link.receive(HEX.playerHeader);
    await hiddenMinutes(clock, 3);
    expect([net.state, all('error')]).toMatchObject(['closed', [[{ code: 'FRAME_TIMEOUT' }]]]);
  });

  it('does not end a stream of frames, each in two pieces', async () => {
    const { net, link, clock } = await connectScripted({ heartbeat: false });
    net.onMessage(PlayerMsg, () => {});
    link.receive(HEX.playerHeader);
    await hiddenMinutes(clock, 10, () =>
      link.receive(`01000000 03000000 416e6e 03000000 01000000 ${HEX.playerHeader}`),
    );
    expect([net.state, net.stats.framesIn]).toEqual(['connected', 10]);
  });

  it('is closed for good by close()', async () => {
    const { net, clock } = await connectScripted();
    const closed = net.close();
    await hiddenMinutes(clock, 1);
    await closed;
    expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
  });
});

describe('a clock that stands still', () => {
  it('stops nothing but what waits for time', async () => {
    const { net, link } = await connectScripted({ clock: { now: () => 0, after: () => () => {} } });
    net.onMessage(PlayerMsg, () => {});
    link.receive(HEX.player + HEX.heartbeat + HEX.unknown);
    net.send(PlayerMsg, player(1));
    net.flush();
    void net.close();
    link.end({ how: 'fin' });
    expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
  });
});
