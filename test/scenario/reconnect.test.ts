import type { ReconnectInfo } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, type Rig } from '../support/rig.ts';
import { createScriptedTransport, type ScriptedLink } from '../support/scripted-transport.ts';

const QUIT = 'eb03000000000000';

const openScripted = async (
  net: NonNullable<Parameters<typeof createRig>[0]>['net'] = {},
): Promise<{ rig: Rig; links: ScriptedLink[] }> => {
  const { links, transport } = createScriptedTransport();
  const rig = createRig({ net: { random: () => 1, ...net, transport } });
  const connected = rig.net.connect();
  links[0]?.open();
  await connected;
  return { rig, links };
};

const delays = (rig: Rig): number[] => rig.all('reconnecting').map(([{ delayMs }]) => delayMs);

describe('a lost connection', () => {
  it.each(['fin', 'reset'] as const)('comes back by itself after a %s without a Quit', async (how) => {
    const rig = createRig();
    await rig.connect();
    await rig.clock.advance(1000);
    rig.server.dropAll(how);
    await rig.clock.advance(1500);
    expect(rig.net.state).toBe('connected');
    expect(rig.server.clientCount).toBe(1);
    expect(rig.all('disconnected')).toMatchObject([
      [{ willReconnect: true, error: { code: how === 'fin' ? 'CONNECTION_LOST' : 'CONNECTION_RESET' } }],
    ]);
    expect(rig.all('connected')[1]).toEqual([{ reconnected: true, attempt: 2 }]);
    expect(rig.net.stats).toMatchObject({ reconnects: 1, lastReconnectMs: Math.ceil(delays(rig)[0]!) });
  });

  it('comes back after the server restarted', async () => {
    const rig = createRig();
    await rig.connect();
    const restarted = rig.server.restart({ downMs: 5000 });
    await rig.clock.advance(60_000);
    await restarted;
    expect(rig.net.state).toBe('connected');
    expect(rig.server.clientCount).toBe(1);
  });

  it('says disconnected before reconnecting, and connected last', async () => {
    const rig = createRig();
    await rig.connect();
    rig.server.dropAll('fin');
    await rig.clock.advance(1500);
    expect(rig.heard.slice(3).map(({ event, args }) => (event === 'state' ? args[0] : event))).toEqual([
      'backingOff',
      'error',
      'disconnected',
      'reconnecting',
      'connecting',
      'connected',
      'connected',
    ]);
  });

  it('is dialled with doubling ceilings up to the cap, each drawn anew', async () => {
    const { rig, links } = await openScripted({ connectTimeoutMs: 1 });
    links[0]?.end({ how: 'reset' });
    await rig.clock.advance(200_000);
    expect(delays(rig).slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('counts attempts on until a connection was stable', async () => {
    const { rig, links } = await openScripted({ heartbeat: false });
    for (const delayMs of [1000, 2000, 4000]) {
      await rig.clock.advance(9999);
      links.at(-1)?.end({ how: 'fin' });
      await rig.clock.advance(delayMs);
      links.at(-1)?.open();
    }
    expect(delays(rig)).toEqual([1000, 2000, 4000]);
  });

  it('counts from one again after a stable connection', async () => {
    const { rig, links } = await openScripted({ heartbeat: false });
    for (let i = 0; i < 3; i++) {
      await rig.clock.advance(10_000);
      links.at(-1)?.end({ how: 'fin' });
      await rig.clock.advance(1000);
      links.at(-1)?.open();
    }
    expect(delays(rig)).toEqual([1000, 1000, 1000]);
  });

  it('is spread over seven times the base delay when the server says that it restarts', async () => {
    const { rig, links } = await openScripted();
    links[0]?.end({ how: 'fin', code: 1012 });
    expect(delays(rig)).toEqual([7000]);
  });

  it('is given up after maxAttempts, with the last cause', async () => {
    const { rig, links } = await openScripted({ reconnect: { maxAttempts: 2 }, connectTimeoutMs: 100 });
    links[0]?.end({ how: 'reset' });
    await rig.clock.advance(60_000);
    expect(links.length).toBe(3);
    expect(rig.all('closed')).toMatchObject([[{ kind: 'failed', error: { code: 'CONNECT_TIMEOUT' } }]]);
  });

  it('is not dialled again when reconnect is off', async () => {
    const { rig, links } = await openScripted({ reconnect: false });
    links[0]?.end({ how: 'reset' });
    expect(rig.net.state).toBe('closed');
    expect(rig.all('disconnected')).toMatchObject([[{ willReconnect: false }]]);
  });
});

describe('which causes are retried', () => {
  it.each([
    ['a FIN', { how: 'fin' }, 'CONNECTION_LOST', true],
    ['a RST', { how: 'reset' }, 'CONNECTION_RESET', true],
    ['close code 1000 without a Quit', { how: 'fin', code: 1000 }, 'CONNECTION_LOST', true],
    ['close code 1001', { how: 'fin', code: 1001 }, 'CONNECTION_LOST', true],
    ['close code 1006', { how: 'reset', code: 1006 }, 'CONNECTION_RESET', true],
    ['close code 3000', { how: 'fin', code: 3000 }, 'CONNECTION_LOST', true],
    ['close code 1008', { how: 'fin', code: 1008 }, 'SERVER_REFUSED', false],
    ['close code 1009', { how: 'fin', code: 1009 }, 'SERVER_REFUSED', false],
    ['a private close code', { how: 'fin', code: 4001 }, 'SERVER_REFUSED', false],
    ['a text message', { how: 'text' }, 'TEXT_MESSAGE', false],
  ] as const)('%s', async (_, info, code, retried) => {
    const { rig, links } = await openScripted();
    links[0]?.end(info);
    expect(rig.all('disconnected')).toMatchObject([[{ willReconnect: retried, error: { code } }]]);
    expect(rig.net.state).toBe(retried ? 'backingOff' : 'closed');
  });

  it('is never a Quit of the server: that is a goodbye', async () => {
    const { rig, links } = await openScripted();
    links[0]?.receive(QUIT);
    expect(rig.net.state).toBe('closing');
    links[0]?.end({ how: 'fin' });
    await rig.clock.advance(60_000);
    expect(rig.all('closed')).toMatchObject([[{ kind: 'remote', error: { code: 'SERVER_QUIT' } }]]);
    expect(rig.all('error')).toEqual([]);
    expect(links.length).toBe(1);
  });

  it('is never a kick', async () => {
    const rig = createRig();
    await rig.connect();
    rig.server.kick(rig.server.clients[0]!);
    await rig.clock.advance(60_000);
    expect(rig.net.state).toBe('closed');
    expect(rig.all('closed')).toMatchObject([[{ kind: 'remote' }]]);
  });

  it('is the game’s choice through shouldReconnect', async () => {
    const asked: ReconnectInfo[] = [];
    const { rig, links } = await openScripted({
      shouldReconnect: (info) => {
        asked.push(info);
        return info.error.code === 'SERVER_QUIT' ? { afterMs: 5000 } : false;
      },
    });
    links[0]?.receive(QUIT);
    expect(asked).toMatchObject([{ attempt: 1, wasConnected: true, retryable: false, error: { code: 'SERVER_QUIT' } }]);
    expect(delays(rig)).toEqual([5500]);
    await rig.clock.advance(5500);
    links[1]?.open();
    links[1]?.end({ how: 'reset' });
    expect(rig.net.state).toBe('closed');
  });

  it('falls back to the default when shouldReconnect throws, and reports it', async () => {
    const { rig, links } = await openScripted({
      shouldReconnect: () => {
        throw new Error('no idea');
      },
    });
    links[0]?.end({ how: 'reset' });
    expect(rig.net.state).toBe('backingOff');
    expect(rig.all('error').map(([{ code }]) => code)).toContain('HANDLER_FAILED');
  });
});

describe('reconnectNow', () => {
  it('cuts a delay short', async () => {
    const { rig, links } = await openScripted();
    links[0]?.end({ how: 'reset' });
    rig.net.reconnectNow();
    expect(links.length).toBe(2);
    await rig.clock.advance(1000);
    expect(links.length).toBe(2);
  });

  it('never brings back what was closed, and does nothing elsewhere', async () => {
    const { rig, links } = await openScripted();
    rig.net.reconnectNow();
    expect(rig.net.state).toBe('connected');
    const closed = rig.net.close();
    links[0]?.end({ how: 'fin' });
    await closed;
    rig.net.reconnectNow();
    await rig.clock.advance(60_000);
    expect(rig.net.state).toBe('closed');
    expect(links.length).toBe(1);
  });
});

describe('an earlier connection', () => {
  it('cannot reach the next one, whatever its socket still says', async () => {
    const { rig, links } = await openScripted();
    links[0]?.end({ how: 'reset' });
    await rig.clock.advance(1000);
    links[1]?.open();
    const before = rig.heard.length;
    links[0]?.open();
    links[0]?.receive(QUIT);
    links[0]?.receive('e9030000ffffffff');
    links[0]?.end({ how: 'fin' });
    expect(rig.net.state).toBe('connected');
    expect(rig.heard.length).toBe(before);
  });
});
