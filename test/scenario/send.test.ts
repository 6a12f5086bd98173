import { defineMessage, t, UsageError } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player, type Rig } from '../support/rig.ts';
import { createScriptedTransport, type ScriptedLink } from '../support/scripted-transport.ts';

const ANN_7 = 'e9030000130000000700000003000000416e6e0300000001000000';

type NetOptions = NonNullable<NonNullable<Parameters<typeof createRig>[0]>['net']>;

const openScripted = async (net: NetOptions = {}): Promise<{ rig: Rig; links: ScriptedLink[]; link: ScriptedLink }> => {
  const { links, transport } = createScriptedTransport();
  const rig = createRig({ net: { random: () => 0, ...net, transport } });
  const connected = rig.net.connect();
  links[0]?.open();
  await connected;
  return { rig, links, link: links[0]! };
};

const ids = (rig: Rig): number[] => rig.server.received().map(({ value }) => (value as { playerID: number }).playerID);

describe('send', () => {
  it('writes the bytes of the Unity servers', async () => {
    const { rig, link } = await openScripted();
    expect(rig.net.send(PlayerMsg, player(7))).toBe('sent');
    await rig.clock.advance(0);
    expect(link.sent).toBe(ANN_7);
  });

  it('writes everything of one microtask at once', async () => {
    const { rig, link } = await openScripted();
    rig.net.send(PlayerMsg, player(7));
    rig.net.sendFrame(2001, new Uint8Array([0xab]));
    expect(link.writes).toEqual([]);
    await rig.clock.advance(0);
    expect(link.writes).toEqual([`${ANN_7}d107000001000000ab`]);
  });

  it('writes early when asked to flush, and when a batch reaches 64 KiB', async () => {
    const { rig, link } = await openScripted();
    rig.net.send(PlayerMsg, player(7));
    rig.net.flush();
    expect(link.writes).toEqual([ANN_7]);
    rig.net.sendFrame(2001, new Uint8Array(65_536));
    expect(link.writes.length).toBe(2);
  });

  it('encodes at the call: later changes of the value do not matter', async () => {
    const { rig, link } = await openScripted();
    const message = { playerID: 7, playerData: { name: 'Ann', atk: 3, lev: 1 } };
    rig.net.send(PlayerMsg, message);
    message.playerData.name = 'Bob';
    await rig.clock.advance(0);
    expect(link.sent).toBe(ANN_7);
  });

  it('refuses a value that does not fit, by field, and sends the rest of the batch whole', async () => {
    const { rig, link } = await openScripted();
    rig.net.send(PlayerMsg, player(7));
    expect(() => rig.net.send(PlayerMsg, player(3e9))).toThrow(/BAD_VALUE.*PlayerMsg\.playerID/);
    rig.net.send(PlayerMsg, player(7));
    await rig.clock.advance(0);
    expect(link.sent).toBe(ANN_7 + ANN_7);
  });

  it('refuses a message larger than maxBodyBytes', async () => {
    const { rig, link } = await openScripted({ maxBodyBytes: 10 });
    expect(() => rig.net.send(PlayerMsg, player(7))).toThrow('MESSAGE_TOO_LARGE');
    expect(() => rig.net.sendFrame(5, new Uint8Array(11))).toThrow('MESSAGE_TOO_LARGE');
    await rig.clock.advance(0);
    expect(link.sent).toBe('');
  });

  it('refuses ids that the protocol or another type has taken', async () => {
    const { rig } = await openScripted();
    expect(() => rig.net.sendFrame(999, new Uint8Array(0))).toThrow('RESERVED_ID');
    expect(() => rig.net.send(defineMessage(1003, 'MineMsg', {}), {})).toThrow('RESERVED_ID');
    expect(() => rig.net.send(defineMessage(1001, 'OtherMsg', { a: t.int }), { a: 1 })).toThrow(
      /DUPLICATE_ID.*PlayerMsg/,
    );
  });

  it('gives one frame per write to transports that want their ends', async () => {
    const ends: (readonly number[] | undefined)[] = [];
    const { links, transport } = createScriptedTransport();
    const rig = createRig({
      net: {
        transport: (listener) => {
          const link = transport(listener);
          return Object.assign(Object.create(link), {
            wantsFrameEnds: true,
            bufferedBytes: 0,
            send: (_: Uint8Array, frameEnds?: readonly number[]) => ends.push(frameEnds),
            close: () => link.close(),
            abort: () => link.abort(),
          });
        },
      },
    });
    const connected = rig.net.connect();
    links[0]?.open();
    await connected;
    rig.net.send(PlayerMsg, player(7));
    rig.net.sendFrame(5, new Uint8Array(2));
    await rig.clock.advance(0);
    expect(ends).toEqual([[27, 37]]);
  });

  it('ends the connection when the transport refuses to send', async () => {
    const { rig, link } = await openScripted();
    link.sendFailure = new Error('broken pipe');
    rig.net.send(PlayerMsg, player(7));
    await rig.clock.advance(0);
    expect(rig.all('disconnected')).toMatchObject([[{ error: { code: 'SEND_FAILED' }, willReconnect: true }]]);
  });
});

describe('send without a connection', () => {
  it('queues in order and sends once connected, behind what connected listeners send', async () => {
    const rig = createRig();
    rig.net.on('connected', () => rig.net.send(PlayerMsg, player(1)));
    expect(rig.net.send(PlayerMsg, player(2))).toBe('queued');
    expect(rig.net.send(PlayerMsg, player(3))).toBe('queued');
    expect(rig.net.stats).toMatchObject({ queued: 2, queuedBytes: 54 });
    await rig.connect();
    await rig.clock.advance(0);
    expect(ids(rig)).toEqual([1, 2, 3]);
    expect(rig.net.stats.queued).toBe(0);
  });

  it('queues between two connections', async () => {
    const rig = createRig();
    await rig.connect();
    rig.server.dropAll('fin');
    await rig.clock.advance(0);
    expect(rig.net.send(PlayerMsg, player(4))).toBe('queued');
    await rig.clock.advance(2000);
    expect(ids(rig)).toEqual([4]);
  });

  it('drops, or throws, when told to, also per message', () => {
    const dropping = createRig({ net: { whenOffline: 'drop' } });
    expect(dropping.net.send(PlayerMsg, player(1))).toBe('dropped');
    expect(dropping.all('dropped')).toEqual([[{ reason: 'offline', count: 1 }]]);
    expect(dropping.net.send(PlayerMsg, player(1), { whenOffline: 'queue' })).toBe('queued');
    const throwing = createRig({ net: { whenOffline: 'throw' } });
    expect(() => throwing.net.send(PlayerMsg, player(1))).toThrow('NOT_CONNECTED');
    expect(() => throwing.net.sendFrame(5, new Uint8Array(0))).toThrow(UsageError);
  });

  it('drops the oldest when the queue is full, counted and reported', async () => {
    const rig = createRig({ net: { offlineQueue: { maxMessages: 2 } } });
    for (const id of [1, 2, 3]) rig.net.send(PlayerMsg, player(id));
    expect(rig.all('dropped')).toEqual([[{ reason: 'overflow', count: 1 }]]);
    await rig.connect();
    await rig.clock.advance(0);
    expect(ids(rig)).toEqual([2, 3]);
    expect(rig.net.stats.dropped).toBe(1);
  });

  it('is bounded in bytes, and can drop the newest or throw in place of the oldest', () => {
    const newest = createRig({ net: { offlineQueue: { maxBytes: 60, overflow: 'dropNewest' } } });
    expect([1, 2, 3].map((id) => newest.net.send(PlayerMsg, player(id)))).toEqual(['queued', 'queued', 'dropped']);
    const throwing = createRig({ net: { offlineQueue: { maxBytes: 30, overflow: 'throw' } } });
    throwing.net.send(PlayerMsg, player(1));
    expect(() => throwing.net.send(PlayerMsg, player(2))).toThrow('QUEUE_FULL');
    expect(throwing.net.stats.queued).toBe(1);
  });

  it('drops what waited longer than maxAgeMs, and sends the rest', async () => {
    const rig = createRig({ net: { offlineQueue: { maxAgeMs: 5000 } } });
    rig.net.send(PlayerMsg, player(1));
    await rig.clock.advance(4000);
    rig.net.send(PlayerMsg, player(2));
    await rig.clock.advance(2000);
    await rig.connect();
    await rig.clock.advance(0);
    expect(ids(rig)).toEqual([2]);
    expect(rig.all('dropped')).toEqual([[{ reason: 'expired', count: 1 }]]);
  });

  it('checks the value although there is no connection', () => {
    const rig = createRig({ net: { whenOffline: 'drop' } });
    expect(() => rig.net.send(PlayerMsg, player(0.5))).toThrow('BAD_VALUE');
  });

  it('drops when closed: no connection will come', async () => {
    const rig = createRig();
    await rig.net.close();
    expect(rig.net.send(PlayerMsg, player(1))).toBe('dropped');
    expect(rig.all('dropped')).toEqual([[{ reason: 'offline', count: 1 }]]);
  });

  it('reports what was batched when the connection ended before the batch was written', async () => {
    const { rig, link } = await openScripted();
    rig.net.send(PlayerMsg, player(1));
    link.end({ how: 'reset' });
    await rig.clock.advance(0);
    expect(link.writes).toEqual([]);
    expect(rig.all('dropped')).toEqual([[{ reason: 'connectionLost', count: 1 }]]);
  });
});

describe('back-pressure', () => {
  it('is reported when much waits for the network, and when it is gone', async () => {
    const { rig, link } = await openScripted({ highWaterBytes: 1000, heartbeat: false });
    link.bufferedBytes = 1001;
    rig.net.send(PlayerMsg, player(1));
    await rig.clock.advance(0);
    expect(rig.all('backpressure')).toEqual([[true, 1001]]);
    expect(rig.net.stats.bufferedBytes).toBe(1001);
    link.bufferedBytes = 501;
    await rig.clock.advance(100);
    expect(rig.all('backpressure').length).toBe(1);
    link.bufferedBytes = 500;
    await rig.clock.advance(100);
    expect(rig.all('backpressure')[1]).toEqual([false, 500]);
  });

  it('tells each rise once, and its end once, which may be that of the connection', async () => {
    const { rig, link } = await openScripted({ highWaterBytes: 1000 });
    const sendWith = async (bufferedBytes: number): Promise<void> => {
      link.bufferedBytes = bufferedBytes;
      rig.net.send(PlayerMsg, player(1));
      await rig.clock.advance(100);
    };
    await sendWith(1000);
    expect(rig.all('backpressure')).toEqual([]);
    for (const bufferedBytes of [1001, 5000, 501, 500, 0, 1002]) await sendWith(bufferedBytes);
    expect(rig.all('backpressure')).toEqual([
      [true, 1001],
      [false, 500],
      [true, 1002],
    ]);
    void rig.net.close();
    await rig.clock.advance(5000);
    expect(rig.all('backpressure').slice(3)).toEqual([[false, 0]]);
  });

  it('tells the end of a rise at nothing when the mark is nothing', async () => {
    const { rig, link } = await openScripted({ highWaterBytes: 0 });
    for (const bufferedBytes of [1, 0]) {
      link.bufferedBytes = bufferedBytes;
      rig.net.send(PlayerMsg, player(1));
      await rig.clock.advance(100);
    }
    expect(rig.all('backpressure')).toEqual([
      [true, 1],
      [false, 0],
    ]);
  });

  it('ends a connection for which too much waits', async () => {
    const { rig, link } = await openScripted({ maxBufferedBytes: 5000 });
    link.bufferedBytes = 5001;
    rig.net.send(PlayerMsg, player(1));
    await rig.clock.advance(0);
    expect(rig.all('disconnected')).toMatchObject([[{ error: { code: 'SEND_BUFFER_FULL' }, willReconnect: true }]]);
    expect(link.abortCalls).toBe(1);
  });
});
