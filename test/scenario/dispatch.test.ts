import { type NetMgrOptions, UsageError } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player, type Rig } from '../support/rig.ts';
import { createScriptedTransport } from '../support/scripted-transport.ts';

const connectedRig = async (net: Partial<NetMgrOptions> = {}): Promise<Rig> => {
  const rig = createRig({ net });
  await rig.connect();
  return rig;
};

const say = async (rig: Rig, ...ids: number[]): Promise<void> => {
  for (const id of ids) rig.server.broadcast(PlayerMsg, player(id));
  await rig.clock.advance(0);
};

describe('immediate dispatch', () => {
  it('calls handlers in the order of the messages, with the time they came', async () => {
    const rig = await connectedRig();
    const heard: unknown[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }, meta) => heard.push([playerID, meta]));
    await rig.clock.advance(500);
    await say(rig, 1, 2);
    expect(heard).toEqual([
      [1, { id: 1001, receivedAtMs: 500 }],
      [2, { id: 1001, receivedAtMs: 500 }],
    ]);
  });

  it('calls a handler until its unsubscribe, which is idempotent and takes away that one registration', async () => {
    const rig = await connectedRig();
    let calls = 0;
    const handler = (): void => void calls++;
    const off = rig.net.onMessage(PlayerMsg, handler);
    rig.net.onMessage(PlayerMsg, handler);
    await say(rig, 1);
    expect(calls).toBe(2);
    off();
    off();
    await say(rig, 2);
    expect(calls).toBe(3);
  });

  it('calls a once handler once, for messages and for events', async () => {
    const rig = createRig();
    const heard: unknown[] = [];
    rig.net.once('state', (state) => heard.push(state));
    rig.net.once(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await rig.connect();
    await say(rig, 1, 2);
    expect(heard).toEqual(['connecting', 1]);
  });

  it('does not call a handler that an earlier one removed', async () => {
    const rig = await connectedRig();
    const heard: string[] = [];
    rig.net.onMessage(PlayerMsg, () => {
      heard.push('first');
      off();
    });
    const off = rig.net.onMessage(PlayerMsg, () => heard.push('second'));
    await say(rig, 1, 2);
    expect(heard).toEqual(['first', 'first']);
  });

  it('harms nobody when a handler throws or rejects: the rest goes on and error tells', async () => {
    const rig = await connectedRig();
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => {
      if (playerID === 1) throw new Error('thrown');
    });
    rig.net.onMessage(PlayerMsg, async ({ playerID }) => {
      if (playerID === 2) throw new Error('rejected');
    });
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await say(rig, 1, 2, 3);
    expect(heard).toEqual([1, 2, 3]);
    expect(rig.net.state).toBe('connected');
    const errors = rig.all('error').map(([error]) => error);
    expect(errors).toMatchObject([
      { code: 'HANDLER_FAILED', cause: { message: 'thrown' } },
      { code: 'HANDLER_FAILED', cause: { message: 'rejected' } },
    ]);
    expect(errors[0]).toBeInstanceOf(UsageError);
  });

  it('refuses a handler or listener that cannot be called', () => {
    const rig = createRig();
    expect(() => rig.net.onMessage(PlayerMsg, undefined as never)).toThrow('BAD_OPTION');
    expect(() => rig.net.on('state', 5 as never)).toThrow('BAD_OPTION');
    expect(() => rig.net.update({ maxMessages: Number.NaN })).toThrow('BAD_OPTION');
    expect(() => rig.net.send(PlayerMsg, player(1), { whenOffline: 'later' as never })).toThrow('BAD_OPTION');
  });

  it('harms nobody when a listener throws', async () => {
    const rig = createRig();
    rig.net.on('state', () => {
      throw new Error('a listener of mine');
    });
    await rig.connect();
    expect(rig.net.state).toBe('connected');
    expect(rig.all('error')).toMatchObject([[{ code: 'HANDLER_FAILED' }], [{ code: 'HANDLER_FAILED' }]]);
  });

  it('lets a handler send, close and connect again', async () => {
    const rig = await connectedRig();
    rig.net.once(PlayerMsg, () => {
      rig.net.send(PlayerMsg, player(10));
      void rig.net.close();
      void rig.net.connect();
    });
    await say(rig, 1);
    await rig.clock.advance(100);
    expect(rig.net.state).toBe('connected');
    expect(rig.server.received().map(({ value }) => value)).toEqual([player(10)]);
  });

  it('reports what nothing waits for, with a copy of the body', async () => {
    const rig = await connectedRig();
    await say(rig, 1);
    rig.server.clients[0]?.sendFrame(4242, new Uint8Array([1, 2, 3]));
    await rig.clock.advance(0);
    expect(rig.all('unhandled').map(([frame]) => [frame.id, frame.name, frame.body.length])).toEqual([
      [1001, 'PlayerMsg', 19],
      [4242, undefined, 3],
    ]);
    expect(rig.net.stats.unhandled).toBe(2);
  });

  it.each(['immediate', 'manual'] as const)(
    'gives copies that hold no more than they show, in %s dispatch',
    async (dispatch) => {
      const { links, transport } = createScriptedTransport();
      const rig = createRig({ net: { transport, dispatch } });
      const connected = rig.net.connect();
      links[0]?.open();
      await connected;
      // What Node's sockets give: a Buffer, whose slice is a view.
      links[0]?.receiveBytes(
        Buffer.concat([Buffer.from('0500000002000000aabb', 'hex'), Buffer.alloc(70_000)]).subarray(0, 10),
      );
      rig.net.update();
      const body = rig.all('unhandled')[0]?.[0].body;
      expect(body?.constructor).toBe(Uint8Array);
      expect(body?.buffer.byteLength).toBe(2);
    },
  );

  it('announces connected before the first message', async () => {
    const rig = createRig();
    const heard: string[] = [];
    rig.server.on('clientOnline', (client) => client.send(PlayerMsg, player(1)));
    rig.net.on('connected', () => heard.push('connected'));
    rig.net.onMessage(PlayerMsg, () => heard.push('message'));
    await rig.connect();
    await rig.clock.advance(0);
    expect(heard).toEqual(['connected', 'message']);
  });
});

describe('manual dispatch', () => {
  it('keeps messages for update()', async () => {
    const rig = await connectedRig({ dispatch: 'manual' });
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await say(rig, 1, 2, 3);
    expect(heard).toEqual([]);
    expect(rig.net.stats.waiting).toBe(3);
    expect(rig.net.update()).toBe(3);
    expect(heard).toEqual([1, 2, 3]);
    expect(rig.net.update()).toBe(0);
  });

  it('stops after maxMessages and when the budget is spent, and goes on with the next update', async () => {
    const rig = await connectedRig({ dispatch: 'manual' });
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await say(rig, 1, 2, 3, 4);
    expect(rig.net.update({ maxMessages: 2 })).toBe(2);
    expect(rig.net.update({ budgetMs: 0 })).toBe(1);
    expect(rig.net.update()).toBe(1);
    expect(heard).toEqual([1, 2, 3, 4]);
  });

  it('answers heartbeats without update(), so that a paused game stays connected', async () => {
    const rig = await connectedRig({ dispatch: 'manual' });
    await rig.clock.advance(60_000);
    expect(rig.net.state).toBe('connected');
    expect(rig.all('latency').length).toBeGreaterThan(20);
  });

  it('delivers none from inside a handler', async () => {
    const rig = await connectedRig({ dispatch: 'manual' });
    const inner: number[] = [];
    rig.net.onMessage(PlayerMsg, () => inner.push(rig.net.update()));
    await say(rig, 1, 2);
    expect(rig.net.update()).toBe(2);
    expect(inner).toEqual([0, 0]);
  });

  it('forgets messages of a connection once the next one began, and of a closed one at once', async () => {
    const rig = await connectedRig({ dispatch: 'manual' });
    await say(rig, 1, 2);
    rig.server.dropAll('fin');
    await rig.clock.advance(1500);
    expect(rig.net.state).toBe('connected');
    expect(rig.net.update()).toBe(0);
    await say(rig, 3);
    void rig.net.close();
    expect(rig.net.update()).toBe(0);
    expect(rig.net.stats.discarded).toBe(3);
  });

  it('still delivers the last words of a lost connection until the next one began', async () => {
    const rig = await connectedRig({ dispatch: 'manual' });
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    rig.server.broadcast(PlayerMsg, player(1));
    rig.server.dropAll('fin');
    await rig.clock.advance(0);
    expect(rig.net.state).toBe('backingOff');
    rig.net.update();
    expect(heard).toEqual([1]);
  });

  it('ends a connection whose messages nobody takes', async () => {
    const rig = await connectedRig({ dispatch: 'manual', inbox: { maxMessages: 3 } });
    await say(rig, 1, 2, 3, 4);
    expect(rig.all('disconnected')).toMatchObject([[{ error: { code: 'INBOX_FULL' }, willReconnect: true }]]);
  });
});
