// A hostile server on real TCP sockets.

import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../support/hex.ts';
import { PlayerMsg, player } from '../../support/rig.ts';
import { HEX } from './scripted-rig.ts';
import { createTcpBench } from './socket-bench.ts';

const PART = fromHex(HEX.player).subarray(0, 5);
const MIB = 1_048_576;

/** Does it once the client's first bytes came, so in the connected state. */
const onceHeard =
  (act: (socket: Socket) => void) =>
  (socket: Socket): void =>
    void socket.once('data', () => act(socket));

describe('a TCP server', () => {
  it('that resets, or ends, the moment it accepts is survived', async () => {
    for (const act of [(socket: Socket) => socket.resetAndDestroy(), (socket: Socket) => socket.end()]) {
      const { net, reach } = await createTcpBench(act);
      await Promise.allSettled([net.connect()]);
      await reach('closed');
    }
  });

  it('that resets while connected, between and within frames, is told as a reset', async () => {
    for (const last of [new Uint8Array(0), PART]) {
      const { net, codes, reach } = await createTcpBench(
        onceHeard((socket) => socket.write(last, () => socket.resetAndDestroy())),
      );
      await net.connect();
      net.send(PlayerMsg, player(1));
      await reach('closed');
      expect(codes).toEqual(['CONNECTION_RESET']);
    }
  });

  it('that ends within a header or a body is told as lost, and delivers nothing of it', async () => {
    for (const cut of [3, 20]) {
      const { net, codes, reach } = await createTcpBench((socket) => socket.end(fromHex(HEX.player).subarray(0, cut)));
      net.onMessage(PlayerMsg, () => expect.unreachable());
      await net.connect();
      await reach('closed');
      expect(codes).toEqual(['CONNECTION_LOST']);
    }
  });

  it('that resets while the client closes is no error', async () => {
    const { net, codes } = await createTcpBench(onceHeard((socket) => socket.resetAndDestroy()));
    await net.connect();
    await net.close();
    expect(codes).toEqual([]);
  });

  it('that never ends its side is waited for no longer than quitTimeoutMs', async () => {
    const { net } = await createTcpBench((socket) => socket.resume());
    await net.connect();
    const startedAt = performance.now();
    await net.close();
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it('that keeps sending into a close() is cut off', async () => {
    const { net } = await createTcpBench((socket) => {
      const pour = (): void => void (socket.destroyed || socket.write(new Uint8Array(8 * 1000), pour));
      pour();
    });
    await net.connect();
    const delivered = net.stats.framesIn;
    net.on('unhandled', () => expect.unreachable());
    await net.close();
    expect(net.stats.framesIn).toBeGreaterThanOrEqual(delivered);
  });

  it('that speaks another protocol is refused on its first line', async () => {
    const { net, codes, reach } = await createTcpBench((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await net.connect();
    await reach('closed');
    expect(codes).toEqual(['FRAME_TOO_LARGE']);
  });

  it('that stops within a frame is given up after frameTimeoutMs, however it drips', async () => {
    for (const drips of [false, true]) {
      const { net, codes, reach } = await createTcpBench((socket) => {
        socket.write(fromHex('d1070000 00001000'));
        const drip = setInterval(() => drips && socket.write('x'), 10);
        socket.on('close', () => clearInterval(drip));
      });
      await net.connect();
      await reach('closed');
      expect(codes).toEqual(['FRAME_TIMEOUT']);
    }
  });

  it('that announces the largest body many times over takes memory only for what it sends', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const benches = await Promise.all(
      Array.from({ length: 20 }, () =>
        createTcpBench((socket) => socket.write(fromHex('d1070000 00001000 0000')), { frameTimeoutMs: 1000 }),
      ),
    );
    await Promise.all(benches.map(({ net }) => net.connect()));
    await Promise.all(benches.map(({ net }) => expect.poll(() => net.stats.bytesIn).toBe(10)));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * MIB);
  });

  it('that sends a million empty frames is worked through', async () => {
    const count = 1_000_000;
    const { net } = await createTcpBench((socket) => {
      const chunk = Buffer.from(HEX.unknown.replaceAll(' ', ''), 'hex');
      socket.write(Buffer.concat(Array.from({ length: 1000 }, () => chunk)));
      const thousand = Buffer.concat(Array.from({ length: 1000 }, () => chunk));
      for (let i = 1; i < count / 1000; i++) socket.write(thousand);
    });
    await net.connect();
    await expect.poll(() => net.stats.unhandled, { timeout: 9000 }).toBe(count);
    expect(net.state).toBe('connected');
  });

  it('that sends single bytes is understood', async () => {
    const { net } = await createTcpBench((socket) => {
      socket.setNoDelay(true);
      const bytes = fromHex(HEX.player.repeat(3));
      const next = (at: number): void =>
        void (at < bytes.length && socket.write(bytes.subarray(at, at + 1), () => next(at + 1)));
      next(0);
    });
    const heard: number[] = [];
    net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await net.connect();
    await expect.poll(() => heard).toEqual([1, 1, 1]);
  });

  it('that never reads is given up once too much waits for it', async () => {
    const { net, codes, reach } = await createTcpBench((socket) => socket.pause(), { maxBufferedBytes: 4 * MIB });
    await net.connect();
    for (let i = 0; i < 100 && net.state === 'connected'; i++) {
      net.sendFrame(2001, new Uint8Array(MIB));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await reach('closed');
    expect(codes).toEqual(['SEND_BUFFER_FULL']);
  });

  it('that is not there fails the dial', async () => {
    const { net, codes } = await createTcpBench(() => {}, { url: 'tcp://127.0.0.1:1' });
    await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED', retryable: true });
    expect(codes).toEqual(['CONNECT_FAILED']);
  });
});
