import { once } from 'node:events';
import net from 'node:net';
import { defineMessage, t } from '@netmgr/client';
import { bandwidth, coalesce, latency, type MockError, stall } from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { HEART, NumberMsg, numberFrame, openBench } from '../../support/mock-bench.ts';
import { MOCK_WAYS, settle, until } from '../../support/mock-world.ts';

describe.each(MOCK_WAYS)('a mock server over $name limits what one client may do', (way) => {
  it('drops one that sends more frames within a second than it may, and nobody else', async () => {
    const { server, join, reasons } = await openBench(way, { maxFramesPerSecondPerClient: 50 });
    const errors: unknown[] = [];
    server.on('clientOffline', (_client, _reason, error) => errors.push((error as MockError).message));
    const [good, bad] = [await join(), await join()];
    bad.send(numberFrame(1).repeat(51));
    good.send(numberFrame(2).repeat(50));
    expect(await reasons(1)).toEqual(['flooding']);
    await until('the flood is over', () => bad.ending !== undefined);
    await until('the good one is read', () => server.received().length === 100);
    expect([bad.ending, errors]).toEqual(['reset', ['[FLOODING] more than 50 frames came within a second']]);
    expect(server.clients.map(({ id }) => id)).toEqual([1]);
  });

  it('drops one that sends more bytes within a second than it may', async () => {
    const { server, join, reasons } = await openBench(way, { maxBytesPerSecondPerClient: 1200 });
    const peer = await join();
    peer.send(numberFrame(1).repeat(100));
    await until('they are read', () => server.received().length === 100);
    peer.send(numberFrame(2));
    expect(await reasons(1)).toEqual(['flooding']);
  });

  it('lets the same number come spread over time, for as long as it likes', async () => {
    const { clock, server, join } = await openBench(way, {
      maxFramesPerSecondPerClient: 50,
      maxBytesPerSecondPerClient: 600,
    });
    const peer = await join();
    for (let second = 1; second <= 20; second++) {
      peer.send(numberFrame(second).repeat(50));
      await until(`second ${second} is read`, () => server.received().length === second * 50);
      await clock.advance(1000);
    }
    expect(server.clientCount).toBe(1);
  });

  it('counts heartbeats too', async () => {
    const { join, reasons } = await openBench(way, { maxFramesPerSecondPerClient: 50 });
    (await join()).send(HEART.repeat(51));
    expect(await reasons(1)).toEqual(['flooding']);
  });

  it('drops a flood of a hundred thousand frames and one by default', async () => {
    const { join, reasons } = await openBench(way);
    (await join()).send(`${'00'.repeat(8)}`.repeat(100_001));
    expect(await reasons(1)).toEqual(['flooding']);
  });

  it('tells whom it refuses because there are enough', async () => {
    const { server, join, dial } = await openBench(way, { maxClients: 2 });
    const refused: string[] = [];
    server.on('clientRefused', (peerName, reason) => refused.push(`${peerName} ${reason}`));
    const [first] = [await join(), await join()];
    const third = await dial().catch(() => undefined);
    await until('the third one is refused', () => third === undefined || third.ending === 'reset');
    await until('it was told', () => refused.length === 1);
    expect(refused[0]).toMatch(/^(?:127\.0\.0\.1:\d+|memory:3) full$/);
    first.reset();
    await until('the first one is gone', () => server.clientCount === 1);
    await join();
    expect(server.clientCount).toBe(2);
  });

  it('takes no more connections than twice as many, also when they stay open behind clients that are gone', async () => {
    const { server, join, dial, clock } = await openBench(way, { maxClients: 2, closeTimeoutMs: 60_000 });
    const refused: string[] = [];
    server.on('clientRefused', (peerName) => refused.push(peerName));
    const held = server.addFault(stall(), { direction: 'down' });
    for (let i = 0; i < 4; i++) {
      await join();
      server.kick(server.clients[0]!);
    }
    expect([server.clientCount, server.openLinks]).toEqual([0, 4]);
    await dial().catch(() => undefined);
    if (way.name === 'memory') await until('the fifth is refused', () => refused.length === 1);
    await settle();
    expect([server.clientCount, server.openLinks]).toEqual([0, 4]);
    held.remove();
    await clock.advance(1000);
  });

  it('finds a slow reader by what small answers cost that wait for it, not by their bytes alone', async () => {
    const { server, join, reasons } = await openBench(way, { maxQueuedBytesPerClient: 65_536 });
    server.addFault(stall(), { direction: 'down' });
    await join();
    let sent = 0;
    while (sent < 1000 && server.broadcast(NumberMsg, { n: sent }) === 1) sent++;
    expect(await reasons(1)).toEqual(['slow']);
    // Each is a frame of 12 bytes.
    expect(sent).toBe(Math.floor(65_536 / 268));
  });

  it('answers many small frames that come at once, though together they cost more than may wait', async () => {
    const { join } = await openBench(way, { maxQueuedBytesPerClient: 65_536 });
    const peer = await join();
    peer.send(HEART.repeat(5000));
    await until('all are answered', () => peer.heard === HEART.repeat(5000));
  });

  it('lets tiny pieces through that coalesce gathers, instead of stopping their sender for ever', async () => {
    const { server, join } = await openBench(way, { maxQueuedBytesPerClient: 65_536 });
    server.addFault(coalesce({ bytes: 60_000 }), { direction: 'up' });
    const peer = await join();
    const BlobMsg = defineMessage(5, 'BlobMsg', { bytes: t.bytes });
    server.onMessage(BlobMsg, () => {});
    for (let i = 0; i < 2000; i++) {
      peer.send(numberFrame(i));
      if (i % 50 === 49) await settle();
    }
    await until('most of them are read', () => server.received().length > 900);
    expect(server.clientCount).toBe(1);
  }, 30_000);

  it.each([
    ['latency', latency({ ms: 1000 })],
    ['bandwidth', bandwidth({ bytesPerSecond: 100, bufferBytes: 1_000_000 })],
  ])('lets go quickly of tens of thousands of pieces that %s held', async (_name, fault) => {
    const { server, join } = await openBench(way);
    const held = server.addFault(fault, { direction: 'up' });
    const peer = await join();
    for (let i = 0; i < 20_000; i++) peer.send(numberFrame(i));
    await settle();
    held.remove();
    const lastValue = (): unknown => server.received().at(-1)?.value;
    await until('all are read', () => (lastValue() as { n?: number } | undefined)?.n === 19_999);
  });
});

describe('a WebSocket', () => {
  const [, , webSocketWay] = MOCK_WAYS;

  it('of empty messages counts them as frames', async () => {
    const { server, join, reasons } = await openBench(webSocketWay!, { maxFramesPerSecondPerClient: 50 });
    const peer = await join();
    for (let i = 0; i < 50; i++) peer.send('');
    await settle();
    expect(server.clientCount).toBe(1);
    peer.send('');
    expect(await reasons(1)).toEqual(['flooding']);
  });

  it('that pings is answered, the latest ping at any rate', async () => {
    const { server } = await openBench(webSocketWay!);
    const port = Number(new URL((server as unknown as { urls: { ws: string } }).urls.ws).port);
    const webSocket = new WebSocket(`ws://127.0.0.1:${port}`);
    onTestFinished(() => webSocket.terminate());
    await once(webSocket, 'open');
    const pongs: string[] = [];
    webSocket.on('pong', (data) => pongs.push(data.toString()));
    for (let i = 0; i < 100; i++) webSocket.ping(`ping ${i}`);
    await until('the latest is answered', () => pongs.at(-1) === 'ping 99');
    expect(pongs[0]).toBe('ping 0');
  });

  it('that pings into a stall is answered when it is over, and is not read on before', async () => {
    const { server } = await openBench(webSocketWay!, { maxQueuedBytesPerClient: 256_000 });
    const port = Number(new URL((server as unknown as { urls: { ws: string } }).urls.ws).port);
    const webSocket = new WebSocket(`ws://127.0.0.1:${port}`);
    onTestFinished(() => webSocket.terminate());
    await once(webSocket, 'open');
    const fault = server.addFault(stall());
    const pongs: string[] = [];
    webSocket.on('pong', (data) => pongs.push(data.toString()));
    for (let i = 0; i < 150_000; i++) webSocket.ping(`ping ${i}`.padEnd(125));
    await settle();
    expect([pongs, webSocket.bufferedAmount > 0]).toEqual([[], true]);
    fault.remove();
    await until('the latest is answered', () => pongs.at(-1)?.trim() === 'ping 149999');
  });

  it('that pings without end and never reads has one answer waiting, and not millions', async () => {
    const { server } = await openBench(webSocketWay!);
    const port = Number(new URL((server as unknown as { urls: { ws: string } }).urls.ws).port);
    const socket = net.connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    const lines = ['GET / HTTP/1.1', 'Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade'];
    const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];
    socket.write(`${[...lines, ...key].join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0x80 + 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
    const pings = Buffer.concat(Array.from({ length: 1000 }, () => ping));
    // 39 MB, which is more than all the sockets' buffers hold.
    for (let i = 0; i < 300; i++) {
      if (!socket.write(pings)) await once(socket, 'drain');
    }
    expect(server.clients.map(({ bufferedBytes }) => bufferedBytes < 1000)).toEqual([true]);
  });
});
