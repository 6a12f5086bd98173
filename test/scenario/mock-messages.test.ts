import { defineMessage, t } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench, QUIT } from '../support/mock-bench.ts';
import { dialTcp, dialWebSocket, MOCK_WAYS, settle, until } from '../support/mock-world.ts';

describe.each(MOCK_WAYS)('a mock server over $name: what is said', (way) => {
  it('answers each heartbeat with the same frame, however the bytes are cut', async () => {
    const { server, join } = await openBench(way);
    const heartbeats: number[] = [];
    server.on('heartbeat', (client) => heartbeats.push(client.id));
    const peer = await join();
    peer.send(HEART);
    await until('the first answer', () => peer.heard === HEART);
    for (const byte of HEART.match(/../g) ?? []) peer.send(byte);
    peer.send(HEART.repeat(3));
    await until('all answers', () => peer.heard === HEART.repeat(5));
    expect(heartbeats).toEqual([1, 1, 1, 1, 1]);
    expect(server.received()).toEqual([]);
  });

  it('leaves heartbeats unanswered when told to, but hears them', async () => {
    const { server, join } = await openBench(way, { heartbeatReply: false });
    const heartbeats: number[] = [];
    server.on('heartbeat', (client) => heartbeats.push(client.id));
    const peer = await join();
    peer.send(HEART);
    await until('the heartbeat is heard', () => heartbeats.length === 1);
    await settle();
    expect(peer.heard).toBe('');
  });

  it('speaks other ids of the system messages', async () => {
    const { join, reasons, server } = await openBench(way, { systemIds: { heart: 8888, quit: 9999 } });
    const peer = await join();
    peer.send('b822000000000000');
    await until('the heartbeat is answered', () => peer.heard === 'b822000000000000');
    peer.send(HEART);
    await until('the other id is an ordinary frame', () => server.received().length === 1);
    peer.send('0f27000000000000');
    expect(await reasons(1)).toEqual(['quit']);
  });

  it('hands messages to their handlers with who, what and when', async () => {
    const { clock, server, join } = await openBench(way);
    const seen: unknown[] = [];
    const off = server.onMessage(NumberMsg, (client, message, meta) => seen.push([client.id, message, meta]));
    await clock.advance(40);
    const peer = await join();
    peer.send(numberFrame(-5));
    await until('the message is handled', () => seen.length === 1);
    expect(seen).toEqual([[1, { n: -5 }, { id: 1001, name: 'NumberMsg', bodyBytes: 4, receivedAt: 40 }]]);
    off();
    off();
    peer.send(numberFrame(6));
    await until('the next one is received', () => server.received().length === 2);
    expect(seen.length).toBe(1);
  });

  it('tells of frames that nobody knows, with a copy of their body, and goes on', async () => {
    const { server, join } = await openBench(way);
    const unhandled: unknown[] = [];
    server.on('unhandled', (client, { id, body }) =>
      unhandled.push([client.id, id, Buffer.from(body).toString('hex')]),
    );
    const peer = await join();
    peer.send(`feffffff03000000aabbcc${numberFrame(1)}`);
    await until('both frames are received', () => server.received().length === 2);
    expect(unhandled).toEqual([[1, -2, 'aabbcc']]);
    expect(server.received()[0]).toMatchObject({ id: -2, name: undefined, value: undefined, bodyBytes: 3 });
  });

  it('ends only the client whose bytes are wrong, and says why', async () => {
    const { server, join, log, reasons } = await openBench(way);
    const errors: string[] = [];
    server.on('clientOffline', (_client, _reason, error) => errors.push((error as { code?: string })?.code ?? 'none'));
    const wrong = {
      BAD_LENGTH: 'e9030000ffffffff',
      FRAME_TOO_LARGE: 'e903000001001000',
      BODY_TOO_SHORT: 'e903000003000000aabbcc',
      TRAILING_BYTES: 'e903000005000000aabbccddee',
    };
    const good = await join();
    for (const hex of Object.values(wrong)) {
      const peer = await join();
      peer.send(hex);
      await until('the wrong one is ended', () => peer.ending !== undefined);
    }
    await reasons(4);
    expect(errors).toEqual(Object.keys(wrong));
    expect(log.filter((line) => line.includes('offline'))).toEqual(
      [2, 3, 4, 5].map((id) => `${id} offline: protocolError`),
    );
    good.send(numberFrame(1));
    await until('the good one is heard', () => server.received().length === 1);
  });

  it('answers what came before the wrong bytes, and reads nothing behind them', async () => {
    const { server, join } = await openBench(way);
    server.onMessage(NumberMsg, (client, message) => client.send(NumberMsg, message));
    const peer = await join();
    peer.send(`${HEART}${numberFrame(1)}e9030000ffffffff${HEART}`);
    await until('the client sees the end', () => peer.ending !== undefined);
    expect(peer.heard).toBe(HEART + numberFrame(1));
  });

  it('survives handlers and listeners that throw or reject, and reports them', async () => {
    const { server, join, reasons } = await openBench(way);
    const reported: Error[] = [];
    const heard: number[] = [];
    server.on('error', () => {
      throw new Error('an error listener failed');
    });
    server.on('error', (error) => reported.push(error));
    server.on('clientOnline', () => {
      throw new Error('online failed');
    });
    server.onMessage(NumberMsg, () => {
      throw new Error('first failed');
    });
    server.onMessage(NumberMsg, async () => {
      await null;
      throw new Error('second rejected');
    });
    server.onMessage(NumberMsg, (_client, { n }) => heard.push(n));
    const peer = await join();
    peer.send(numberFrame(1) + HEART);
    await until('the heartbeat is answered', () => peer.heard === HEART);
    peer.send(QUIT);
    expect(await reasons(1)).toEqual(['quit']);
    expect(heard).toEqual([1]);
    const messages = reported.map(({ message }) => message);
    expect(messages).toEqual([
      "[HANDLER_FAILED] a listener of 'clientOnline' failed: online failed",
      '[HANDLER_FAILED] a handler of NumberMsg failed: first failed',
      '[HANDLER_FAILED] a handler of NumberMsg failed: second rejected',
    ]);
    expect(server.errors.filter(({ message }) => message.includes('an error listener failed'))).toHaveLength(3);
  });

  it('lets a handler remove itself and others while it runs', async () => {
    const { server, join } = await openBench(way);
    const heard: string[] = [];
    const offFirst = server.onMessage(NumberMsg, () => {
      heard.push('first');
      offFirst();
      offSecond();
      server.onMessage(NumberMsg, () => heard.push('late'));
    });
    const offSecond = server.onMessage(NumberMsg, () => heard.push('second'));
    server.onMessage(NumberMsg, () => heard.push('third'));
    const peer = await join();
    peer.send(numberFrame(1));
    await until('the first message is handled', () => server.received().length === 1);
    expect(heard).toEqual(['first', 'third']);
    peer.send(numberFrame(2));
    await until('the second message is handled', () => server.received().length === 2);
    expect(heard).toEqual(['first', 'third', 'third', 'late']);
  });

  it('waits for a message that fits, whether it came already or is still to come', async () => {
    const { server, join } = await openBench(way);
    const peer = await join();
    peer.send(numberFrame(1) + numberFrame(2));
    await until('both came', () => server.received().length === 2);
    expect(await server.expectMessage(NumberMsg, ({ n }) => n === 2)).toEqual({ n: 2 });
    expect(await server.expectMessage(NumberMsg)).toEqual({ n: 1 });
    const third = server.expectMessage(NumberMsg, (_message, client) => client.id === 1);
    peer.send(numberFrame(3));
    expect(await third).toEqual({ n: 3 });
  });

  it('rejects an expectation in time, and shows what came instead', async () => {
    const { clock, server, join } = await openBench(way);
    const peer = await join();
    const nothing = server.expectMessage(NumberMsg, undefined, { withinMs: 10 });
    const nothingFailed = expect(nothing).rejects.toThrow(
      /no NumberMsg that fits came within 10 ms; nothing was received/,
    );
    await clock.advance(10);
    await nothingFailed;
    peer.send(`${numberFrame(4)}0700000002000000abcd`);
    await until('both came', () => server.received().length === 2);
    const seven = server.expectMessage(NumberMsg, ({ n }) => n === 7, { withinMs: 500 });
    const failed = seven.catch((error: unknown) => error);
    await clock.advance(499);
    await clock.advance(1);
    expect(await failed).toMatchObject({
      code: 'EXPECTATION_FAILED',
      message:
        '[EXPECTATION_FAILED] no NumberMsg that fits came within 500 ms; received last:\n' +
        '  NumberMsg {"n":4} from client 1, 500 ms ago\n' +
        '  id 7 <ab cd> from client 1, 500 ms ago\n' +
        'last frames:\n' +
        '     510 ms ago  client 1 online\n' +
        '     500 ms ago  client 1 → NumberMsg {"n":4}\n' +
        '     500 ms ago  client 1 → id 7 <ab cd>',
    });
  });

  it('rejects expectations when it closes, and those of later', async () => {
    const { server, join } = await openBench(way);
    const peer = await join();
    const failed = expect(server.expectMessage(NumberMsg)).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
    peer.reset();
    await server.close();
    await failed;
    await expect(server.expectMessage(NumberMsg)).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
  });

  it('keeps a record that stays small', async () => {
    const { server, join } = await openBench(way, { maxRecorded: 3 });
    const peer = await join();
    for (let n = 0; n < 50; n++) peer.send(numberFrame(n));
    await until('the last one came', () => (server.received().at(-1)?.value as { n: number } | undefined)?.n === 49);
    expect(server.received().map(({ value }) => value)).toEqual([{ n: 47 }, { n: 48 }, { n: 49 }]);
  });

  it('refuses messages that cannot be, at the call', async () => {
    const { server, join } = await openBench(way);
    await join();
    const Twin = defineMessage(1001, 'Twin', { s: t.string });
    const Reserved = defineMessage(999, 'Reserved', {});
    expect(() => server.onMessage(Twin, () => {})).toThrow(expect.objectContaining({ code: 'DUPLICATE_ID' }));
    expect(() => server.broadcast(Reserved, {})).toThrow(expect.objectContaining({ code: 'RESERVED_ID' }));
    expect(() => server.broadcast(NumberMsg, { n: 0.5 })).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
    await expect(server.expectMessage(Twin)).rejects.toMatchObject({ code: 'DUPLICATE_ID' });
    expect(server.clients[0]!.send(NumberMsg, { n: 1 })).toBe(true);
  });

  it('tells whether a client was there to send to', async () => {
    const { server, join, reasons } = await openBench(way);
    const peer = await join();
    const client = server.clients[0]!;
    expect(client.sendFrame(5, new Uint8Array([1, 2]))).toBe(true);
    await until('the frame comes', () => peer.heard === '05000000020000000102');
    peer.fin();
    await reasons(1);
    expect(client.send(NumberMsg, { n: 1 })).toBe(false);
  });
});

describe.each(MOCK_WAYS.filter(({ name }) => name !== 'memory'))('a mock server over $name: slow peers', (way) => {
  it('drops a client that does not read, once too much waits for it', async () => {
    const { server, reasons } = await openBench(way, { maxQueuedBytesPerClient: 1_000_000 });
    const ports = (server as unknown as { ports: { tcp: number; ws: number } }).ports;
    const reader = way.name === 'tcp' ? (await dialTcp(ports.tcp)).socket : (await dialWebSocket(ports.ws)).webSocket;
    await until('the client is known', () => server.clientCount === 1);
    reader.pause();
    const client = server.clients[0]!;
    const body = new Uint8Array(100_000);
    let sentBytes = 0;
    while (client.sendFrame(1, body)) {
      sentBytes += body.length;
      expect(client.bufferedBytes).toBeLessThanOrEqual(1_000_000);
      await settle();
      if (sentBytes > 200_000_000) throw new Error('the client is never dropped');
    }
    expect(await reasons(1)).toEqual(['slow']);
    await until('nothing is left', () => server.openLinks === 0);
    reader.resume();
  });
});

describe('a mock server over memory: slow peers', () => {
  it('bounds what waits for a stalled client', async () => {
    const { server, join, reasons } = await openBench(MOCK_WAYS[0]!, { maxQueuedBytesPerClient: 3560 });
    await join();
    server.stall();
    // Each frame of 100 bytes counts with 256 more.
    for (let i = 0; i < 10; i++) expect(server.clients[0]!.sendFrame(1, new Uint8Array(92))).toBe(true);
    expect(server.clients[0]!.sendFrame(1, new Uint8Array(92))).toBe(false);
    expect(await reasons(1)).toEqual(['slow']);
  });
});

describe('a mock server over tcp: half-open peers', () => {
  it('waits closeTimeoutMs for a client that does not close its side, then breaks it off', async () => {
    const { clock, server } = await openBench(MOCK_WAYS[1]!, { closeTimeoutMs: 300 });
    const peer = await dialTcp((server as unknown as { ports: { tcp: number } }).ports.tcp, true);
    await until('the client is known', () => server.clientCount === 1);
    server.kick(1);
    await until('the client sees the end', () => peer.ending === 'fin');
    await clock.advance(299);
    await settle();
    expect([server.clientCount, server.openLinks]).toEqual([0, 1]);
    await clock.advance(1);
    await until('the link is gone', () => server.openLinks === 0);
    peer.reset();
  });
});
