import {
  corrupt,
  duplicateConnection,
  halfOpen,
  latency,
  limitBytes,
  muteHeartbeat,
  refuse,
  reset,
  slowAccept,
  slowReader,
  split,
  stall,
  truncate,
} from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player, type Rig } from '../support/rig.ts';

// What a game sees of each fault: the SDK and the mock server on virtual time.

const codesOf = (rig: Rig): string[] => rig.all('error').map(([error]) => (error as { code: string }).code);
const statesOf = (rig: Rig): string[] => rig.all('state').map(([state]) => state);

describe('a game under faults', () => {
  it('sees the latency of both ways in its round trips', async () => {
    const rig = createRig();
    await rig.connect();
    rig.server.addFault(latency({ ms: 80 }));
    await rig.clock.advance(10_000);
    expect(rig.net.stats.rttMs).toBe(160);
    expect([rig.net.state, codesOf(rig)]).toEqual(['connected', []]);
  });

  it('notices a dead line within the bound of its heartbeat, comes back through it, and is whole again', async () => {
    const rig = createRig({ net: { reconnect: { baseDelayMs: 100, maxDelayMs: 500 } } });
    await rig.connect();
    const tunnel = rig.server.addFault(stall(), { durationMs: 30_000 });
    await rig.clock.advance(6000);
    expect(codesOf(rig)).toEqual(['SERVER_SILENT']);
    await rig.clock.advance(40_000);
    expect([tunnel.isActive, rig.net.state]).toEqual([false, 'connected']);
    rig.net.send(PlayerMsg, player(1));
    await expect(rig.server.expectMessage(PlayerMsg)).resolves.toEqual(player(1));
  });

  it('meets its own ghost: a half-open connection is online on the server until that notices by itself', async () => {
    const rig = createRig({
      net: { reconnect: { baseDelayMs: 100, maxDelayMs: 100 } },
      server: { idleTimeoutMs: 20_000, idleScanIntervalMs: 100 },
    });
    await rig.connect();
    rig.server.addFault(halfOpen(), { client: 1 });
    await rig.clock.advance(7000);
    expect(rig.server.clients.map(({ id }) => id)).toEqual([1, 2]);
    const reasons: string[] = [];
    rig.server.on('clientOffline', (client, reason) => reasons.push(`${client.id} ${reason}`));
    await rig.clock.advance(20_000);
    expect([reasons, rig.server.faults]).toEqual([['1 idle'], []]);
    expect(rig.net.state).toBe('connected');
  });

  it('takes a server that answers no heartbeat for dead, but not while that says anything else', async () => {
    const rig = createRig({ net: { reconnect: false } });
    await rig.connect();
    rig.server.addFault(muteHeartbeat());
    for (let i = 0; i < 20; i++) {
      rig.server.broadcast(PlayerMsg, player(i));
      await rig.clock.advance(1000);
    }
    expect(rig.net.state).toBe('connected');
    await rig.clock.advance(7000);
    expect([rig.net.state, codesOf(rig)]).toEqual(['closed', ['SERVER_SILENT']]);
  });

  it('never hears half a message: a stream that breaks off is a lost connection', async () => {
    const rig = createRig({ net: { reconnect: { baseDelayMs: 100, maxDelayMs: 100 } } });
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await rig.connect();
    rig.server.addFault(truncate({ afterFrames: 1, at: 'body' }), { client: 1 });
    for (const id of [1, 2, 3]) rig.server.broadcast(PlayerMsg, player(id));
    await rig.clock.advance(1000);
    expect([heard, codesOf(rig), rig.net.state]).toEqual([[1], ['CONNECTION_LOST'], 'connected']);
  });

  it('hears whole messages only, however they are cut', async () => {
    const rig = createRig();
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    rig.server.addFault(split({ random: [1, 7], gapMs: 3 }));
    await rig.connect();
    for (let id = 0; id < 50; id++) rig.server.broadcast(PlayerMsg, player(id));
    await rig.clock.advance(5000);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, id) => id));
  });

  it('is closed by bytes that are wrong', async () => {
    const rig = createRig();
    await rig.connect();
    // The eighth byte of the first frame is the highest one of its length.
    rig.server.addFault(corrupt({ everyBytes: 8, bits: 8 }), { direction: 'down' });
    rig.server.broadcast(PlayerMsg, player(1));
    await rig.clock.advance(1000);
    expect([codesOf(rig), rig.net.state]).toEqual([['BAD_LENGTH'], 'closed']);
  });

  it.each([
    ['reset' as const, 'CONNECTION_RESET'],
    ['fin' as const, 'CONNECTION_LOST'],
  ])('tells a connection that is cut by %s as %s', async (how, code) => {
    const rig = createRig({ net: { reconnect: false } });
    await rig.connect();
    rig.server.addFault(limitBytes({ bytes: 40, how }));
    for (let id = 0; id < 5; id++) rig.net.send(PlayerMsg, player(id));
    await rig.clock.advance(10);
    expect([codesOf(rig), rig.server.received().length]).toEqual([[code], 1]);
  });

  it('keeps trying while it is refused, and is in as soon as it may be', async () => {
    const rig = createRig({ net: { reconnect: { baseDelayMs: 100, maxDelayMs: 100 } } });
    await rig.connect();
    rig.server.addFault(refuse(), { durationMs: 5000 });
    rig.server.addFault(reset(), { durationMs: 0 });
    await rig.clock.advance(4999);
    expect(rig.net.state).not.toBe('connected');
    expect(new Set(codesOf(rig))).toEqual(new Set(['CONNECTION_RESET', 'CONNECT_FAILED']));
    await rig.clock.advance(501);
    expect(rig.net.state).toBe('connected');
  });

  it('gives up a dial that nobody answers in time', async () => {
    const rig = createRig({ net: { connectTimeoutMs: 1000 } });
    rig.server.addFault(slowAccept({ ms: 5000 }));
    const refused = expect(rig.net.connect()).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    await rig.clock.advance(1000);
    await refused;
    await rig.clock.advance(10_000);
    expect(rig.server.clientCount).toBe(0);
  });

  it('is told when the server reads too slowly, and when that is over', async () => {
    const rig = createRig({ net: { highWaterBytes: 500_000 } });
    await rig.connect();
    const fault = rig.server.addFault(slowReader({ bytesPerSecond: 0 }));
    const body = new Uint8Array(100_000);
    for (let i = 0; i < 10; i++) {
      rig.net.sendFrame(2001, body);
      await rig.clock.advance(1);
    }
    expect(rig.all('backpressure').map(([isHigh]) => isHigh)).toEqual([true]);
    fault.remove();
    await rig.clock.advance(5000);
    expect(rig.all('backpressure').map(([isHigh]) => isHigh)).toEqual([true, false]);
  });

  it('is not disturbed by its double', async () => {
    const rig = createRig();
    rig.server.addFault(duplicateConnection());
    rig.server.onMessage(PlayerMsg, (client, msg) => client.send(PlayerMsg, msg));
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await rig.connect();
    rig.net.send(PlayerMsg, player(1));
    await rig.clock.advance(10_000);
    expect([heard, rig.server.clientCount, statesOf(rig)]).toEqual([[1], 2, ['connecting', 'connected']]);
  });
});
