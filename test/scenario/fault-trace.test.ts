import { NetMgr } from '@netmgr/client';
import {
  bandwidth,
  coalesce,
  createMemoryServer,
  latency,
  reset,
  split,
  stall,
  VirtualClock,
} from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { PlayerMsg, player } from '../support/rig.ts';

// A run under faults is a function of its seed: every byte, event and millisecond comes again.

/** Lets players talk for a minute over a bad network, and writes down all that they and the server notice. */
const play = async (seed: number): Promise<string[]> => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: [PlayerMsg], seed });
  const log: string[] = [];
  const write = (text: string): void => void log.push(`${clock.now().toFixed(3)} ${text}`);
  server.on('clientOnline', (client) => write(`${client.id} online`));
  server.on('clientOffline', (client, reason) => write(`${client.id} offline: ${reason}`));
  server.onMessage(PlayerMsg, (client, msg) => {
    write(`${client.id} says ${msg.playerID}`);
    client.send(PlayerMsg, msg);
  });
  server.addFault(latency({ ms: 60, jitterMs: 60 }));
  server.addFault(split({ random: [1, 9], gapMs: 1 }), { probability: 0.5 });
  server.addFault(coalesce({ ms: 20 }), { direction: 'down', probability: 0.5 });
  server.addFault(bandwidth({ bytesPerSecond: 2000 }), { direction: 'up' });
  server.addFault(stall(), { afterMs: 20_000, durationMs: 5000, probability: 0.5 });
  server.addFault(reset(), { afterMs: 40_000, durationMs: 0, probability: 0.5 });
  const nets = Array.from({ length: 4 }, (_, i) => {
    const net = new NetMgr({ transport: server.transport, clock, messages: [PlayerMsg], random: server.random });
    net.on('state', (state) => write(`net ${i} ${state}`));
    net.onMessage(PlayerMsg, ({ playerID }) => write(`net ${i} hears ${playerID}`));
    return net;
  });
  const connected = Promise.all(nets.map((net) => net.connect()));
  await clock.advance(0);
  await connected;
  for (let second = 0; second < 60; second++) {
    for (const net of nets) net.send(PlayerMsg, player(second));
    await clock.advance(1000);
  }
  const closed = Promise.all([...nets.map((net) => net.close()), server.close()]);
  await clock.advance(60_000);
  await closed;
  expect(clock.armedCount).toBe(0);
  return log;
};

describe('a run under faults', () => {
  it('comes again from the same seed, to the byte and the microsecond', async () => {
    const trace = await play(11);
    expect(trace.length).toBeGreaterThan(400);
    expect(trace.some((line) => line.endsWith('backingOff'))).toBe(true);
    expect(await play(11)).toEqual(trace);
  });

  it('is another one from another seed', async () => {
    expect(await play(12)).not.toEqual(await play(11));
  });
});
