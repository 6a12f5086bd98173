import dns from 'node:dns';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { createTcpTransport, type TcpTransportOptions } from '@netmgr/client/node';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { listen, passRealTime } from '../../contract/raw-servers.ts';
import { RecordedLine } from '../../contract/recorded-line.ts';
import { selfSigned } from '../../contract/self-signed.ts';

afterEach(() => vi.restoreAllMocks());

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await passRealTime();
};

const dial = (url: string, options: TcpTransportOptions = {}): RecordedLine => {
  const line = new RecordedLine(createTcpTransport(url, options), {});
  onTestFinished(async () => {
    line.transport.abort();
    await passRealTime();
    expect(line.events.filter((event) => event === 'close')).toEqual(['close']);
    expect(line.events.at(-1)).toBe('close');
    expect(line.heardInsideCall).toEqual([]);
  });
  return line;
};

const serve = async (server: net.Server): Promise<number> => {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  const { port, close } = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return close();
  });
  return port;
};

const serveRaw = (onConnection: (socket: net.Socket) => void): Promise<number> =>
  serve(
    net.createServer((socket) => {
      socket.on('error', () => {}).resume();
      onConnection(socket);
    }),
  );

describe('a host name', () => {
  it('fails the dial once when it does not resolve', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND game.test'), { code: 'ENOTFOUND' });
    vi.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: object, done: (e: Error) => void) =>
      setImmediate(done, failure)) as never);
    const line = dial('tcp://game.test:80');
    await until(() => line.ending !== undefined);
    expect(line.ending).toEqual({ how: 'failed', detail: failure.message, cause: failure });
  });

  it('can be given up when nobody answers for it, and its late answer changes nothing', async () => {
    let answer: (error: Error | null, address: string, family: number) => void = () => {};
    vi.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: object, done: typeof answer) => {
      answer = done;
    }) as never);
    const line = dial('tcp://game.test:80');
    await passRealTime();
    line.transport.abort();
    await until(() => line.ending !== undefined);
    answer(null, '127.0.0.1', 4);
    for (let i = 0; i < 20; i += 1) await passRealTime();
    expect(line.events).toEqual(['close']);
    expect(line.ending?.how).toBe('failed');
  });
});

describe('a TCP server', () => {
  it('is heard to the last byte when it sends a byte at a time and leaves', async () => {
    const port = await serveRaw(async (socket) => {
      socket.setNoDelay(true);
      for (let i = 0; i < 300; i += 1) {
        socket.write(Uint8Array.of(i & 0xff));
        if (i % 10 === 0) await passRealTime();
      }
      socket.end();
    });
    const line = dial(`tcp://127.0.0.1:${port}`);
    await until(() => line.ending !== undefined);
    expect(line.receivedBytes).toBe(300);
    expect(line.ending).toEqual({ how: 'fin' });
  });

  it('that leaves while we are sending is told once, and nothing we still send disturbs it', async () => {
    const port = await serveRaw((socket) => socket.once('data', () => socket.destroySoon()));
    const line = dial(`tcp://127.0.0.1:${port}`);
    await until(() => line.events.includes('open'));
    while (line.ending === undefined) {
      line.transport.send(new Uint8Array(100_000));
      await passRealTime();
    }
    expect(line.events).toEqual(['open', 'close']);
    expect(['fin', 'reset']).toContain(line.ending.how);
  });

  it('that leaves without reading what we sent is told at once, though half of it never left', async () => {
    const port = await serveRaw((socket) => {
      socket.pause();
      setTimeout(() => socket.destroy(), 20);
    });
    const line = dial(`tcp://127.0.0.1:${port}`);
    await until(() => line.events.includes('open'));
    line.transport.send(new Uint8Array(32 * 1_048_576));
    line.transport.close();
    await until(() => line.ending !== undefined);
    expect(line.ending?.how).toBe('reset');
    expect(line.transport.bufferedBytes).toBe(0);
  });
});

describe('a TLS server', () => {
  const { key, cert } = selfSigned('localhost');
  const serveTls = (options: tls.TlsOptions = {}): Promise<number> =>
    serve(tls.createServer({ key, cert, ...options }, (socket) => socket.on('error', () => {}).resume()));

  it.each([
    ['nobody vouches for', {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['was made for another name', { tls: { ca: cert, servername: 'game.test' } }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('fails the dial once when its certificate %s', async (_, options, code) => {
    const port = await serveTls();
    const line = dial(`tls://127.0.0.1:${port}`, options);
    await until(() => line.ending !== undefined);
    expect(line.events).toEqual(['close']);
    expect(line.ending).toMatchObject({ how: 'failed', cause: { code } });
  });

  it('is trusted against all reason when the game says so', async () => {
    const port = await serveTls();
    const line = dial(`tls://127.0.0.1:${port}`, { tls: { rejectUnauthorized: false } });
    await until(() => line.events.includes('open'));
    expect(line.events).toEqual(['open']);
  });

  it('is told the name that it is dialled by, as it may serve several', async () => {
    const names: string[] = [];
    const port = await serveTls({
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    const line = dial(`tls://localhost:${port}`, { tls: { ca: cert } });
    await until(() => line.events.length > 0);
    expect([line.events, names]).toEqual([['open'], ['localhost']]);
  });

  it.each([
    ['speaks no TLS', (socket: net.Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['ends within the handshake', (socket: net.Socket) => socket.once('data', () => socket.end())],
    ['breaks within the handshake', (socket: net.Socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['alerts', (socket: net.Socket) => socket.end(Uint8Array.of(21, 3, 3, 0, 2, 2, 40))],
  ])('fails the dial once when it %s', async (_, misbehave) => {
    const port = await serveRaw(misbehave);
    const line = dial(`tls://127.0.0.1:${port}`);
    await until(() => line.ending !== undefined);
    expect(line.events).toEqual(['close']);
    expect(line.ending).toMatchObject({ how: 'failed', detail: expect.stringMatching(/./) });
  });

  it('that hangs up without saying so in TLS is told as an end', async () => {
    const server = tls.createServer({ key, cert });
    const accepted = once(server, 'connection') as Promise<[net.Socket]>;
    const port = await serve(server);
    const line = dial(`tls://127.0.0.1:${port}`, { tls: { ca: cert, servername: 'localhost' } });
    await until(() => line.events.includes('open'));
    const [carrier] = await accepted;
    carrier.end();
    await until(() => line.ending !== undefined);
    expect(line.events).toEqual(['open', 'close']);
    expect(line.ending).toEqual({ how: 'fin' });
  });
});
