import http from 'node:http';
import net from 'node:net';
import { createSystemClock } from '@netmgr/client';
import { type ListenOptions, MockServer } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { HEART, numberFrame } from '../../support/mock-bench.ts';
import { until } from '../../support/mock-world.ts';

/** A server on real ports and real time, with a record of how its clients ended. */
const listen = async (options: ListenOptions = {}): Promise<{ server: MockServer; ends: string[] }> => {
  const server = await MockServer.listen({ webSocketPort: 0, tcpPort: 0, closeTimeoutMs: 100, ...options });
  const ends: string[] = [];
  server.on('clientOffline', (_client, reason, error) => {
    ends.push(error === undefined ? reason : `${reason} ${(error as { code?: string }).code}`);
  });
  onTestFinished(async () => {
    await server.close();
    expect([server.openLinks, server.openListeners, server.armedTimers]).toEqual([0, 0, 0]);
  });
  return { server, ends };
};

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks for a WebSocket, with headers as given. */
const upgrade = (port: number, headers: http.OutgoingHttpHeaders): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = http.request({
      port,
      host: '127.0.0.1',
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, body: '' });
    });
    request.on('response', (response) => {
      let body = '';
      response.on('data', (piece) => {
        body += String(piece);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject);
    request.end();
  });

/** Opens a WebSocket by hand, so that illegal frames can be written. */
const openRaw = (port: number): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.once('error', reject);
    const lines = [
      'GET / HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    socket.once('data', () => resolve(socket));
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });

const openWebSocket = (url: string): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const webSocket = new WebSocket(url);
    webSocket.on('error', reject);
    webSocket.once('open', () => resolve(webSocket));
  });

/** A masked frame with a mask of zeros. */
const frame = (firstByte: number, payload: string): Buffer => {
  const bytes = Buffer.from(payload, 'hex');
  return Buffer.concat([Buffer.from([firstByte, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
};

describe('who may connect', () => {
  it.each([
    undefined,
    'http://localhost',
    'http://localhost:5173',
    'https://127.0.0.1:8443',
    'http://[::1]:3000',
    'http://app.localhost:3000',
  ])('admits the origin %s', async (origin) => {
    const { server } = await listen();
    expect((await upgrade(server.ports.ws, origin === undefined ? {} : { origin })).status).toBe(101);
  });

  it.each([
    'http://evil.example',
    'https://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://evil.example:8080',
    'null',
    '',
    'file://',
    'localhost',
    'http://',
  ])('refuses the origin %j', async (origin) => {
    const { server, ends } = await listen();
    const answer = await upgrade(server.ports.ws, { origin });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('Origin');
    expect(server.clientCount).toBe(0);
    expect(ends).toEqual([]);
  });

  it.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', '10.1.2.3', 'a b', '[::2]:80'])(
    'refuses the host %j, also without an origin',
    async (host) => {
      const { server } = await listen();
      const answer = await upgrade(server.ports.ws, { host });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('Host');
    },
  );

  it.each(['localhost', 'LOCALHOST:80', '127.0.0.1:1', '127.9.9.9', '[::1]:9', 'x.localhost'])(
    'admits the host %j',
    async (host) => {
      const { server } = await listen();
      expect((await upgrade(server.ports.ws, { host })).status).toBe(101);
    },
  );

  it('admits what its lists name, and still nothing else', async () => {
    const { server } = await listen({
      allowedOrigins: ['https://game.example'],
      allowedHosts: ['Game.example', 'fe80::1'],
    });
    const port = server.ports.ws;
    const ask = async (headers: http.OutgoingHttpHeaders): Promise<number> => (await upgrade(port, headers)).status;
    expect(await ask({ origin: 'https://game.example', host: 'game.example:81' })).toBe(101);
    expect(await ask({ host: '[fe80::1]:81' })).toBe(101);
    expect(await ask({ origin: 'http://game.example' })).toBe(403);
    expect(await ask({ origin: 'https://other.example' })).toBe(403);
    expect(await ask({ origin: 'http://localhost' })).toBe(101);
  });

  it('admits everybody when told to', async () => {
    const { server } = await listen({ allowedOrigins: ['*'], allowedHosts: ['*'] });
    expect((await upgrade(server.ports.ws, { origin: 'null', host: 'any.example' })).status).toBe(101);
  });
});

describe('what is not a WebSocket', () => {
  it('is told so', async () => {
    const { server } = await listen();
    const answer = await upgrade(server.ports.ws, { connection: 'close', upgrade: '' });
    expect(answer).toEqual({ status: 426, body: 'This port speaks WebSocket only.\n' });
  });

  it('cannot talk to the TCP port by HTTP, so a page of any site cannot either', async () => {
    const { server, ends } = await listen();
    await expect(upgrade(server.ports.tcp, {})).rejects.toThrow();
    await until('the client is ended', () => ends.length === 1);
    expect(ends[0]).toBe('protocolError FRAME_TOO_LARGE');
  });

  it.each([
    ['nothing', ''],
    ['half a request', 'GET / HTTP/1.1\r\nHost: lo'],
    ['no HTTP', '\u0016\u0003\u0001 no http\r\n\r\n'],
  ])('does not keep the port from closing, when it says %s', async (_, text) => {
    const { server } = await listen();
    const socket = net.connect(server.ports.ws, '127.0.0.1');
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    if (text !== '') await new Promise((resolve) => socket.write(text, resolve));
    await server.close();
    await until('the socket is closed', () => socket.destroyed || socket.readableEnded);
    socket.destroy();
  });

  it('is not waited for longer than a frame may take', async () => {
    const { server } = await listen({ frameTimeoutMs: 150 });
    const socket = net.connect(server.ports.ws, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    socket.write('GET / HTTP/1.1\r\nHost: lo');
    await until('the socket is closed', () => socket.destroyed || socket.readableEnded);
    socket.destroy();
  });

  it('may break off at any step of the handshake', async () => {
    const { server } = await listen();
    for (const text of ['', 'GET /', 'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n']) {
      const socket = net.connect(server.ports.ws, '127.0.0.1');
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('connect', resolve));
      if (text !== '') await new Promise((resolve) => socket.write(text, resolve));
      socket.resetAndDestroy();
    }
    const webSocket = await openWebSocket(server.urls.ws);
    webSocket.terminate();
  });
});

describe('frames that break the rules of WebSocket', () => {
  it.each([
    ['a text message', frame(0x81, '68656c6c6f'), 'protocolError TEXT_MESSAGE'],
    ['an empty text message', frame(0x81, ''), 'protocolError TEXT_MESSAGE'],
    [
      'a text message in two fragments',
      Buffer.concat([frame(0x01, '68'), frame(0x80, '69')]),
      'protocolError TEXT_MESSAGE',
    ],
    ['a frame without a mask', Buffer.from('820100', 'hex'), 'protocolError BAD_WEB_SOCKET_FRAME'],
    ['reserved bits', frame(0xf2, '00'), 'protocolError BAD_WEB_SOCKET_FRAME'],
    ['an opcode that nobody knows', frame(0x83, '00'), 'protocolError BAD_WEB_SOCKET_FRAME'],
    ['a continuation of nothing', frame(0x80, '00'), 'protocolError BAD_WEB_SOCKET_FRAME'],
    ['a close frame with an illegal code', frame(0x88, '0001'), 'protocolError BAD_WEB_SOCKET_FRAME'],
    ['a length of 2⁶³', Buffer.from('82ff800000000000000000000000', 'hex'), 'protocolError FRAME_TOO_LARGE'],
    ['a length of 4 MiB and 1', Buffer.from('82ff000000000040000100000000', 'hex'), 'protocolError FRAME_TOO_LARGE'],
    ['a length of 1 GiB', Buffer.from('82ff000000004000000000000000', 'hex'), 'protocolError FRAME_TOO_LARGE'],
  ])('end their client: %s', async (_, bytes, end) => {
    const { server, ends } = await listen();
    const good = await openWebSocket(server.urls.ws);
    const socket = await openRaw(server.ports.ws);
    socket.resume();
    socket.write(bytes);
    await until('the client is ended', () => ends.length === 1);
    expect(ends).toEqual([end]);
    await until('its socket is closed', () => socket.destroyed || socket.readableEnded);
    expect(server.clientCount).toBe(1);
    good.terminate();
  });

  it('are as large as the server was told to take', async () => {
    const { server, ends } = await listen({ maxBodyBytes: 100, maxWebSocketMessageBytes: 1000 });
    const webSocket = await openWebSocket(server.urls.ws);
    webSocket.send(Buffer.from(HEART.repeat(125), 'hex'));
    await new Promise((resolve) => webSocket.once('message', resolve));
    webSocket.send(Buffer.from(`${HEART.repeat(125)}00`, 'hex'));
    await until('the client is ended', () => ends.length === 1);
    expect(ends).toEqual(['protocolError FRAME_TOO_LARGE']);
  });

  it('may come in fragments, with pings between them, and pieces of frames in each', async () => {
    const { server } = await listen();
    const socket = await openRaw(server.ports.ws);
    const message = numberFrame(7);
    socket.write(frame(0x02, message.slice(0, 6)));
    socket.write(frame(0x89, '01'));
    socket.write(frame(0x00, ''));
    socket.write(frame(0x80, message.slice(6) + HEART.slice(0, 2)));
    socket.write(frame(0x82, HEART.slice(2) + numberFrame(8)));
    await until('both messages are read', () => server.received().length === 2);
    socket.destroy();
  });

  it('may be a hundred thousand pings of somebody who never reads', async () => {
    const { server, ends } = await listen();
    const socket = await openRaw(server.ports.ws);
    socket.pause();
    const pings = Buffer.concat(Array.from({ length: 1000 }, () => frame(0x89, 'ab'.repeat(100))));
    for (let i = 0; i < 100 && !socket.destroyed; i++) socket.write(pings);
    await until('it is over', () => ends.length === 1 || socket.writableLength === 0);
    expect(server.clients.every((client) => client.bufferedBytes < 20_000_000)).toBe(true);
    socket.destroy();
    await until('the client is gone', () => ends.length === 1);
  });
});

describe('a stalled server', () => {
  it('leaves a new WebSocket unanswered until it goes on, and lets a new TCP connection open', async () => {
    const { server } = await listen();
    server.stall();
    const opened: string[] = [];
    const webSocket = new WebSocket(server.urls.ws);
    webSocket.on('open', () => opened.push('web socket'));
    const gone = new WebSocket(server.urls.ws);
    gone.on('error', () => opened.push('gone'));
    const socket = net.connect(server.ports.tcp, '127.0.0.1', () => opened.push('tcp'));
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes.toString('hex');
    });
    socket.write(Buffer.from(HEART, 'hex'));
    await new Promise((resolve) => createSystemClock().after(100, () => resolve(undefined)));
    gone.terminate();
    await until('the one that left has left', () => opened.includes('gone'));
    expect([opened, answer]).toEqual([['tcp', 'gone'], '']);
    server.resume();
    await until('the WebSocket opens', () => opened.includes('web socket'));
    await until('the heartbeat is answered', () => answer === HEART);
    webSocket.terminate();
    socket.destroy();
  });

  it('can be closed or restarted with WebSockets still waiting', async () => {
    const { server } = await listen();
    const dial = (): { readonly events: string[] } => {
      const events: string[] = [];
      const webSocket = new WebSocket(server.urls.ws);
      webSocket.on('open', () => events.push('open')).on('error', () => events.push('error'));
      return { events };
    };
    server.stall();
    const first = dial();
    await new Promise((resolve) => createSystemClock().after(50, () => resolve(undefined)));
    await server.restart();
    await until('the first one is refused', () => first.events.length > 0);
    const open = await openWebSocket(server.urls.ws);
    server.stall();
    const second = dial();
    await new Promise((resolve) => createSystemClock().after(50, () => resolve(undefined)));
    await server.close();
    await until('the second one is refused', () => second.events.length > 0);
    expect([first.events, second.events]).toEqual([['error'], ['error']]);
    open.terminate();
  });
});
