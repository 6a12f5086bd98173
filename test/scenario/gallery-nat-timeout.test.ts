import { scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig, PlayerMsg, player } from '../support/rig.ts';

it('NAT timeout: heartbeats keep the connection in the memory of the router', async () => {
  for (const heartbeat of ['realtime', 'relaxed'] as const) {
    const rig = createRig({ net: { heartbeat } });
    await rig.connect();
    await scenarios.natTimeout.run(rig);
    expect(rig.all('disconnected')).toEqual([]);
    expect(rig.all('suspect')).toEqual([]);
    expect(rig.net.stats.reconnects).toBe(0);
  }
});

it('NAT timeout: heartbeats that are too rare lose the connection, notice it in time, and bring it back', async () => {
  const rig = createRig({
    net: { heartbeat: { intervalMs: 45_000, replyTimeoutMs: 5000 } },
    server: { idleTimeoutMs: 0 },
  });
  await rig.connect();
  const beganAt = rig.clock.now();
  await scenarios.natTimeout.run(rig);
  const lost = rig.heard.filter(({ event }) => event === 'disconnected');
  expect(lost.length).toBeGreaterThanOrEqual(3);
  expect(lost[0]!.at - beganAt).toBe(50_000);
  expect(lost[0]!.args).toMatchObject([{ error: { code: 'SERVER_SILENT' }, willReconnect: true }]);
  const back = rig.heard.filter(({ event, at }) => event === 'connected' && at > lost[0]!.at)[0];
  expect(back!.at - lost[0]!.at).toBeLessThanOrEqual(1000);
});

it('NAT timeout: a connection is forgotten once, also where the look at it comes late', async () => {
  const rig = createRig({ net: { heartbeat: false }, server: { idleTimeoutMs: 0 } });
  await rig.connect();
  // A busy machine, from a second before the router forgets until two seconds after.
  rig.clock.after(29_200, () => rig.clock.sleep(3000));
  const { trace } = await scenarios.natTimeout.run(rig);
  expect(trace.map(({ text }) => text).filter((text) => text.startsWith('fault'))).toEqual([
    'fault halfOpen(), whom some',
  ]);
});

it('NAT timeout: without heartbeats nobody notices, and only a request tells', async () => {
  const rig = createRig({ net: { heartbeat: false }, server: { idleTimeoutMs: 0 } });
  await rig.connect();
  let failure: unknown;
  rig.clock.after(100_000, () => {
    rig.net.request(PlayerMsg, player(1), PlayerMsg, { timeoutMs: 5000 }).catch((error: unknown) => {
      failure = error;
    });
  });
  const isUp: boolean[] = [];
  rig.clock.after(170_000, () => isUp.push(rig.net.state === 'connected'));
  await scenarios.natTimeout.run(rig);
  expect(failure).toMatchObject({ code: 'REQUEST_TIMEOUT' });
  expect(isUp).toEqual([true]);
  expect(rig.server.received()).toEqual([]);
});
