// A hostile server on real WebSockets.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { fromHex } from '../../support/hex.ts';
import { PlayerMsg } from '../../support/rig.ts';
import { HEX } from './scripted-rig.ts';
import { createSocketBench, type SocketBench } from './socket-bench.ts';

/** Starts a bench whose server does `act` to every WebSocket. */
const createBench = (act: (socket: WebSocket) => void): Promise<SocketBench> => {
  const server = createServer();
  new WebSocketServer({ server }).on('connection', act);
  return createSocketBench(server, 'ws');
};

/** Starts a bench whose server does `act` in place of a handshake. */
const createRawBench = (act: (stream: Duplex, request: IncomingMessage) => void): Promise<SocketBench> => {
  const server = createServer();
  server.on('upgrade', (request, stream) => act(stream, request));
  return createSocketBench(server, 'ws');
};

const acceptOf = (request: IncomingMessage): string => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  return createHash('sha1').update(key).digest('base64');
};
const handshake = (stream: Duplex, request: IncomingMessage): void => {
  const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
  stream.write(`${head}Sec-WebSocket-Accept: ${acceptOf(request)}\r\n\r\n`);
};

describe('a WebSocket server', () => {
  it('that sends text is refused, and not dialled again', async () => {
    for (const text of ['', 'hello', '{"type":"welcome"}']) {
      const { net, codes, reach } = await createBench((socket) => socket.send(text));
      await net.connect();
      await reach('closed');
      expect(codes).toEqual(['TEXT_MESSAGE']);
    }
  });

  it.each([
    [1000, 'CONNECTION_LOST'],
    [1001, 'CONNECTION_LOST'],
    [1008, 'SERVER_REFUSED'],
    [1012, 'CONNECTION_LOST'],
    [4000, 'SERVER_REFUSED'],
  ])('that closes with %i is told as %s', async (closeCode, code) => {
    const { net, codes, reach } = await createBench((socket) => socket.close(closeCode, 'because'));
    await net.connect();
    await reach('closed');
    expect(codes).toEqual([code]);
  });

  it('that vanishes without a close frame is told as a reset', async () => {
    const { net, codes, reach } = await createBench((socket) => socket.terminate());
    await Promise.allSettled([net.connect()]);
    await reach('closed');
    expect(['CONNECTION_RESET', 'CONNECT_FAILED']).toContain(codes[0]);
  });

  it('that spreads frames over messages, fragments and empty messages is understood', async () => {
    const { net } = await createBench((socket) => {
      const bytes = fromHex(HEX.player.repeat(4));
      socket.send(bytes.subarray(0, 30));
      socket.send(new Uint8Array(0));
      socket.send(bytes.subarray(30, 41), { fin: false });
      socket.send(bytes.subarray(41, 70), { fin: false });
      socket.send(bytes.subarray(70), { fin: true });
    });
    const heard: number[] = [];
    net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await net.connect();
    await expect.poll(() => heard).toEqual([1, 1, 1, 1]);
  });

  it('that never finishes the closing handshake is waited for no longer than quitTimeoutMs', async () => {
    const { net } = await createBench((socket) => socket.pause());
    await net.connect();
    const startedAt = performance.now();
    await net.close();
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it.each([
    ['403', 'HTTP/1.1 403 Forbidden\r\n\r\n'],
    ['503', 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n\r\n'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n'],
    [
      'a wrong accept key',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
    ],
    ['noise', '\u0000\u0001\u0002\r\n\r\n'],
    ['nothing and ends', ''],
  ])('that answers the handshake with %s fails the dial', async (_, answer) => {
    const { net, codes } = await createRawBench((stream) => stream.end(answer));
    await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    expect(codes).toEqual(['CONNECT_FAILED']);
  });

  it('that never answers the handshake costs connectTimeoutMs', async () => {
    const { net } = await createRawBench(() => {});
    await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  it.each([
    ['a reserved opcode', '8300'],
    ['a masked frame', '828100000000ff'],
    ['a reserved bit', 'c200'],
    ['a control frame in fragments', '0900'],
    ['a length of 2^63', '827f8000000000000000'],
    ['a continuation of nothing', '8000'],
    ['a close frame of one byte', '880103'],
    ['a close code that cannot be', '88020001'],
  ])('that breaks RFC 6455 with %s ends the connection', async (_, frameHex) => {
    const { net, codes, reach } = await createRawBench((stream, request) => {
      handshake(stream, request);
      stream.write(fromHex(frameHex));
    });
    await Promise.allSettled([net.connect()]);
    await reach('closed');
    expect(codes).toHaveLength(1);
  });

  it('that resets the handshake, or behind it, ends the connection', async () => {
    for (const shakes of [false, true]) {
      const { net, reach } = await createRawBench((stream, request) => {
        if (shakes) handshake(stream, request);
        (stream as unknown as { resetAndDestroy(): void }).resetAndDestroy();
      });
      await Promise.allSettled([net.connect()]);
      await reach('closed');
    }
  });
});
