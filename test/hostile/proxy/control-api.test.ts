import http from 'node:http';
import net from 'node:net';
import { createSystemClock } from '@netmgr/client';
import { type ControlApi, openControlApi } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../../support/mock-world.ts';
import { openProxyBench, PROXY_WAYS, type ProxyBench, portOf } from '../../support/proxy-bench.ts';

const TOKEN = 'correct-horse-battery';

interface ApiBench extends ProxyBench {
  readonly api: ControlApi;
  readonly port: number;
  /** Sends a request with the token, and whatever `headers` say instead. */
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string | undefined>>,
  ) => Promise<{ readonly status: number; readonly value: unknown; readonly headers: http.IncomingHttpHeaders }>;
}

const openApi = async (): Promise<ApiBench> => {
  const bench = await openProxyBench(PROXY_WAYS[0]!);
  const api = await openControlApi({ proxy: bench.proxy, clock: createSystemClock(), port: 0, token: TOKEN });
  onTestFinished(() => api.close());
  const port = portOf(api.url);
  return {
    ...bench,
    api,
    port,
    ask: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const all = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json', ...headers };
        const known = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
        const options = {
          host: '127.0.0.1',
          port,
          method,
          path,
          headers: known as Record<string, string>,
          agent: false,
        };
        const request = http.request(options, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => {
            text += piece;
          });
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              value: text === '' ? undefined : JSON.parse(text),
              headers: response.headers,
            }),
          );
        });
        request.on('error', reject);
        request.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
      }),
  };
};

const refusal = (code: string): unknown => ({ error: { code, message: expect.any(String) } });

/** Sends bare bytes and waits until the other side ends; returns what came. */
const sendBare = (port: number, text: string): Promise<string> =>
  new Promise((resolve) => {
    let heard = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard += bytes.toString();
    });
    socket.on('close', () => resolve(heard));
  });

describe('the control API of a proxy', () => {
  it('adds, lists and removes faults', async () => {
    const { ask, proxy } = await openApi();
    const added = await ask('POST', '/faults', { fault: 'latency=100±20 up', probability: 0.5 });
    expect(added).toMatchObject({
      status: 201,
      value: {
        number: 1,
        name: 'latency',
        settings: { ms: 100, jitterMs: 20 },
        description: 'latency({ ms: 100, jitterMs: 20 })',
        direction: 'up',
        client: null,
        probability: 0.5,
        isActive: true,
      },
    });
    await ask('POST', '/faults', { fault: 'refuse', afterMs: 60_000 });
    expect((await ask('GET', '/faults')).value).toMatchObject({
      faults: [{ number: 1 }, { number: 2, isActive: false }],
    });
    expect((await ask('DELETE', '/faults/1')).status).toBe(204);
    expect((await ask('DELETE', '/faults/1')).status).toBe(404);
    expect(proxy.faults.map(({ number }) => number)).toEqual([2]);
    expect((await ask('DELETE', '/faults')).status).toBe(204);
    expect(proxy.faults).toEqual([]);
  });

  it('lists clients, hits and drops one of them, stalls and resumes', async () => {
    const { ask, proxy, dial, server } = await openApi();
    const [first, second] = [await dial(), await dial()];
    await until('both are through', () => proxy.clients.length === 2 && server.clientCount === 2);
    expect((await ask('GET', '/clients')).value).toMatchObject({
      clients: [
        { id: 1, peerName: expect.stringMatching(/^127\.0\.0\.1:\d+$/), upBytes: 0, downBytes: 0 },
        { id: 2, openMs: expect.any(Number) },
      ],
    });
    expect((await ask('POST', '/faults', { fault: 'stall', client: 2 })).value).toMatchObject({ client: 2 });
    expect((await ask('POST', '/drop', { how: 'reset', client: 2 })).value).toEqual({ dropped: 1 });
    await until('it is gone', () => second.ending === 'reset' && proxy.clients.length === 1);
    expect(proxy.faults).toEqual([]);
    expect((await ask('POST', '/stall')).status).toBe(204);
    expect(proxy.faults.map(({ fault }) => fault.name)).toEqual(['stall']);
    expect((await ask('POST', '/resume')).status).toBe(204);
    expect(proxy.faults).toEqual([]);
    expect((await ask('POST', '/drop', { how: 'fin' })).value).toEqual({ dropped: 1 });
    await until('all are gone', () => first.ending === 'fin' && proxy.clients.length === 0);
  });

  it.each([
    ['none', undefined],
    ['an empty one', 'Bearer '],
    ['a wrong one', 'Bearer correct-horse-batterx'],
    ['a part of it', 'Bearer correct-horse'],
    ['more than it', `Bearer ${TOKEN}x`],
    ['it twice', `Bearer ${TOKEN} ${TOKEN}`],
    ['it without its scheme', TOKEN],
    ['it in another scheme', `Basic ${TOKEN}`],
    ['a very long one', `Bearer ${'x'.repeat(8000)}`],
  ])(
    'refuses whoever shows %s instead of the token, on every path, and changes nothing',
    async (_what, authorization) => {
      const { ask, proxy } = await openApi();
      for (const [method, path, body] of [
        ['GET', '/faults'],
        ['POST', '/faults', { fault: 'stall' }],
        ['POST', `/faults?token=${TOKEN}`, { fault: 'stall', token: TOKEN }],
        ['POST', '/drop', { how: 'reset' }],
        ['GET', '/nowhere'],
        ['OPTIONS', '/faults'],
      ] as const) {
        const answer = await ask(method, path, body, { authorization });
        expect([answer.status, answer.value]).toEqual([401, refusal('UNAUTHORIZED')]);
      }
      expect(proxy.faults).toEqual([]);
    },
  );

  it('makes a token of its own that differs each time, and takes no weak one', async () => {
    const { proxy } = await openApi();
    const own = await openControlApi({ proxy, clock: createSystemClock(), port: 0 });
    const second = await openControlApi({ proxy, clock: createSystemClock(), port: 0 });
    onTestFinished(async () => void (await Promise.all([own.close(), second.close()])));
    expect(own.token).toMatch(/^[\w-]{32}$/);
    expect(own.token).not.toBe(second.token);
    for (const token of ['', 'short', 'with a blank in it', 'new\nline-in-it', 'ümlaut-in-it']) {
      const opening = openControlApi({ proxy, clock: createSystemClock(), port: 0, token });
      await expect(opening).rejects.toThrow('[BAD_OPTION] token must be 8 to 256 printable characters');
    }
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://127.0.0.1.evil.example' }],
    [{ host: 'evil.example' }],
    [{ host: 'evil.example:80', origin: undefined }],
    [{ host: '192.168.0.1' }],
  ])('refuses %j even with the token, so that no page and no renamed host can use it', async (headers) => {
    const { ask, proxy } = await openApi();
    const answer = await ask('POST', '/faults', { fault: 'stall' }, headers);
    expect([answer.status, answer.value, proxy.faults]).toEqual([403, refusal('FORBIDDEN'), []]);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    ['GET', '/', undefined, 404, 'NOT_FOUND'],
    ['GET', '/faults/1', undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['PUT', '/faults', undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/faults/99', undefined, 404, 'NOT_FOUND'],
    ['DELETE', '/faults/1e3', undefined, 404, 'NOT_FOUND'],
    ['DELETE', '/faults/../faults', undefined, 404, 'NOT_FOUND'],
    ['POST', '/faults', 'no json', 400, 'BAD_REQUEST'],
    ['POST', '/faults', '[]', 400, 'BAD_REQUEST'],
    ['POST', '/faults', 'null', 400, 'BAD_REQUEST'],
    ['POST', '/faults', '"stall"', 400, 'BAD_REQUEST'],
    ['POST', '/faults', undefined, 400, 'BAD_REQUEST'],
    ['POST', '/faults', { fault: 5 }, 400, 'BAD_REQUEST'],
    ['POST', '/faults', { fault: 'stall', to: 'tcp:evil.example:1' }, 400, 'BAD_REQUEST'],
    ['POST', '/faults', '{"fault":"stall","__proto__":{"client":1}}', 400, 'BAD_REQUEST'],
    ['POST', '/faults', { fault: 'lag' }, 400, 'BAD_OPTION'],
    ['POST', '/faults', { fault: 'stall', direction: 'sideways' }, 400, 'BAD_OPTION'],
    ['POST', '/faults', { fault: 'stall', direction: {} }, 400, 'BAD_REQUEST'],
    ['POST', '/faults', { fault: 'stall', probability: '1' }, 400, 'BAD_OPTION'],
    ['POST', '/faults', { fault: 'stall', afterMs: -1 }, 400, 'BAD_OPTION'],
    ['POST', '/faults', { fault: 'stall', durationMs: null }, 400, 'BAD_REQUEST'],
    ['POST', '/faults', { fault: 'stall', client: 1 }, 400, 'BAD_OPTION'],
    ['POST', '/faults', { fault: 'stall', client: { toString: 1 } }, 400, 'BAD_REQUEST'],
    ['POST', '/faults', { fault: 'stall '.repeat(1000) }, 400, 'BAD_OPTION'],
    ['POST', '/drop', {}, 400, 'BAD_REQUEST'],
    ['POST', '/drop', { how: 'softly' }, 400, 'BAD_REQUEST'],
    ['POST', '/drop', { how: 'fin', client: 9 }, 404, 'NOT_FOUND'],
    ['POST', '/drop', { how: 'fin', client: '1' }, 400, 'BAD_REQUEST'],
    ['POST', '/stall', { client: 1 }, 400, 'BAD_REQUEST'],
  ])('answers %s %s with %j by a typed error, and changes nothing', async (method, path, body, status, code) => {
    const { ask, proxy } = await openApi();
    const answer = await ask(method, path, body);
    expect([answer.status, answer.value]).toEqual([status, refusal(code)]);
    expect(proxy.faults).toEqual([]);
    expect((await ask('GET', '/faults')).status).toBe(200);
  });

  it('takes a body only as JSON, and not a large one, whether it says so or not', async () => {
    const { ask, port } = await openApi();
    const plain = await ask('POST', '/faults', { fault: 'stall' }, { 'content-type': 'text/plain' });
    expect([plain.status, plain.value]).toEqual([415, refusal('NOT_JSON')]);
    const head = `POST /faults HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n`;
    expect(await sendBare(port, `${head}content-length: 999999999\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 413 .*"BODY_TOO_LARGE"/s,
    );
    const long = await ask('POST', '/faults', { fault: 'x'.repeat(1_000_000) });
    expect([long.status, long.value]).toEqual([413, refusal('BODY_TOO_LARGE')]);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    expect(await sendBare(port, `${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(300)}`)).toMatch(
      /^HTTP\/1\.1 413 /,
    );
    expect((await ask('GET', '/faults')).status).toBe(200);
  });

  it('takes a hundred faults and no more', async () => {
    const { ask, proxy } = await openApi();
    for (let i = 0; i < 100; i++) expect((await ask('POST', '/faults', { fault: 'latency=1' })).status).toBe(201);
    const answer = await ask('POST', '/faults', { fault: 'latency=1' });
    expect([answer.status, answer.value, proxy.faults.length]).toEqual([409, refusal('TOO_MANY_FAULTS'), 100]);
    await ask('DELETE', '/faults');
  });

  it('outlives garbage, half requests and callers that leave', async () => {
    const { ask, port } = await openApi();
    const head = `POST /faults HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n`;
    for (const text of [
      '\0\u0001\u0002 garbage\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'CONNECT evil.example:80 HTTP/1.1\r\nhost: localhost\r\n\r\n',
      `GET http://evil.example/faults HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\nconnection: close\r\n\r\n`,
      'GET /faults HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
      `GET /faults HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      `${head}content-length: -1\r\n\r\n`,
      `${head}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc`,
      `${head}transfer-encoding: chunked\r\n\r\nzz\r\n`,
    ]) {
      expect(await sendBare(port, text)).not.toMatch(/^HTTP\/1\.1 2/);
    }
    for (const text of ['', 'POST /fau', `${head}content-length: 100\r\n\r\n{"fault"`]) {
      const socket = net.connect(port, '127.0.0.1', () => socket.write(text, () => socket.resetAndDestroy()));
      await new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
    }
    expect((await ask('GET', '/faults')).status).toBe(200);
  });

  it('cuts off callers that send too slowly, while others are served', { timeout: 20_000 }, async () => {
    const { ask, port } = await openApi();
    const head = `POST /faults HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n`;
    const slow = ['GET /fau', head, `${head}content-length: 100\r\n\r\n{"fault"`].map((text) => sendBare(port, text));
    expect((await ask('GET', '/faults')).status).toBe(200);
    for (const heard of await Promise.all(slow)) expect(heard).not.toMatch(/^HTTP\/1\.1 2/);
    expect((await ask('GET', '/faults')).status).toBe(200);
  });

  it('lets a caller hear its answer that sends on, and cuts it off when its time is over', {
    timeout: 20_000,
  }, async () => {
    const { ask, port } = await openApi();
    const head = `POST /faults HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer wrong\r\n`;
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    let heard = '';
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard += bytes.toString();
    });
    await until('it is answered', () => heard !== '');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const sendOn = (): Promise<unknown> =>
      Promise.race([closed, new Promise((resolve) => socket.write(chunk, resolve))]);
    for (let i = 0; i < 20; i++) {
      await sendOn();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(socket.errored).toBe(null);
    while (!socket.destroyed) await sendOn();
    expect(heard).toMatch(/^HTTP\/1\.1 401 .*"UNAUTHORIZED"/s);
    expect((await ask('GET', '/faults')).status).toBe(200);
  });

  it('listens on 127.0.0.1 alone, and closes with callers on it', async () => {
    const { api, port } = await openApi();
    expect(api.url).toBe(`http://127.0.0.1:${port}`);
    const waiting = sendBare(port, 'GET /fau');
    await api.close();
    await waiting;
    await expect(fetch(`${api.url}/faults`)).rejects.toThrow();
  });
});
