import http from 'node:http';
import net from 'node:net';
import {
  duplicateConnection,
  halfOpen,
  latency,
  MemorySink,
  Recorder,
  readRecording,
  split,
  stall,
  VirtualClock,
} from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { settle, until } from '../support/mock-world.ts';
import { openBareServer, openProxy, portOf } from '../support/proxy-bench.ts';

interface Game {
  readonly port: number;
  readonly requests: http.IncomingMessage[];
  readonly sockets: WebSocket[];
}

/** A user's own server, which knows nothing of the mock. It takes the second subprotocol that is offered. */
const openGame = async (onUpgrade?: (socket: net.Socket) => void): Promise<Game> => {
  const game: Game & { port: number } = { port: 0, requests: [], sockets: [] };
  const handleProtocols = (names: Set<string>): string | false => [...names][1] ?? false;
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols });
  webSockets.on('headers', (lines) => lines.push('set-cookie: seat=7', 'set-cookie: map=forest'));
  const server = http.createServer().on('upgrade', (request, socket, head) => {
    game.requests.push(request);
    if (onUpgrade === undefined) {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => game.sockets.push(webSocket));
    } else onUpgrade(socket as net.Socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  game.port = (server.address() as net.AddressInfo).port;
  onTestFinished(async () => {
    for (const webSocket of game.sockets) webSocket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return game;
};

interface Player {
  readonly webSocket: WebSocket;
  readonly heard: string[];
  /** How it ended: `code reason`, or the status of a refusal. */
  ending: string | undefined;
  cookies: readonly string[] | undefined;
}

const play = (url: string, protocols: string[] = [], headers: Readonly<Record<string, string>> = {}): Player => {
  const webSocket = new WebSocket(url, protocols, { headers });
  onTestFinished(() => webSocket.terminate());
  const player: Player = { webSocket, heard: [], ending: undefined, cookies: undefined };
  webSocket.on('upgrade', (response) => {
    player.cookies = response.headers['set-cookie'];
  });
  webSocket.on('unexpected-response', (request, response) => {
    player.ending = `status ${response.statusCode}`;
    request.destroy();
  });
  webSocket.on('error', () => {});
  webSocket.on('message', (data, isBinary) => player.heard.push(`${isBinary ? 'bytes' : 'text'} ${String(data)}`));
  webSocket.on('close', (code) => {
    player.ending ??= String(code);
  });
  return player;
};

const isOpen = ({ webSocket }: Player): boolean => webSocket.readyState === WebSocket.OPEN;

describe('a fault proxy before a WebSocket server of its own kind', () => {
  it('asks the server for what the client asks for, and answers as the server does', async () => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}/eu`);
    const headers = { cookie: 'a=1', authorization: 'Basic x', 'x-build': '7', origin: 'http://localhost:3000' };
    const player = play(`${proxy.url}/room/3?skin=%2Fred`, ['first', 'second'], headers);
    await until('it is open', () => isOpen(player));
    const [request] = game.requests as [http.IncomingMessage];
    expect([request.url, request.headers]).toMatchObject([
      '/eu/room/3?skin=%2Fred',
      { ...headers, host: `127.0.0.1:${game.port}`, 'sec-websocket-protocol': 'first,second' },
    ]);
    expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    expect([player.webSocket.protocol, player.cookies]).toEqual(['second', ['seat=7', 'map=forest']]);
  });

  it('keeps messages whole while nothing cuts them, and is a stream when something does', async () => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    const player = play(proxy.url);
    await until('it is open', () => isOpen(player));
    for (const text of ['ab', 'c']) game.sockets[0]!.send(Buffer.from(text));
    await until('both came', () => player.heard.length === 2);
    proxy.addFault(split({ bytes: 2 }));
    game.sockets[0]!.send(Buffer.from('defgh'));
    await until('the pieces came', () => player.heard.length === 5);
    expect(player.heard).toEqual(['bytes ab', 'bytes c', 'bytes de', 'bytes fg', 'bytes h']);
  });

  it.each([
    [1000, '1000'],
    [1001, '1001'],
    [1013, '1013'],
    [4001, '4001'],
    [undefined, '1000'],
  ])('passes the close code %s on, both ways', async (code, seen) => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    const [first, second] = [play(proxy.url), play(proxy.url)];
    await until('both are open', () => isOpen(first) && isOpen(second) && game.sockets.length === 2);
    const codes: number[] = [];
    for (const webSocket of game.sockets) webSocket.on('close', (each) => codes.push(each));
    first.webSocket.close(code);
    await until('the server knows', () => codes.length === 1);
    expect(String(codes[0])).toBe(seen);
    game.sockets.find(({ readyState }) => readyState === WebSocket.OPEN)!.close(code);
    await until('the client knows', () => second.ending !== undefined);
    expect(second.ending).toBe(seen);
  });

  it('ends both sides when a text message comes, which is no stream of frames', async () => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    const player = play(proxy.url);
    await until('it is open', () => isOpen(player) && game.sockets.length === 1);
    let code: number | undefined;
    game.sockets[0]!.on('close', (each) => {
      code = each;
    });
    player.webSocket.send('hello');
    await until('both know', () => code !== undefined && player.ending !== undefined);
    expect([code, player.ending]).toEqual([1003, '1003']);
  });

  it('passes pings and pongs on, both ways, and answers none itself', async () => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    const player = play(proxy.url);
    await until('it is open', () => isOpen(player) && game.sockets.length === 1);
    const ends = [player.webSocket, game.sockets[0]!] as const;
    const seen: string[] = [];
    for (const [index, end] of ends.entries()) {
      for (const kind of ['ping', 'pong'] as const) end.on(kind, (data) => seen.push(`${index} ${kind} ${data}`));
    }
    ends[0].ping('from the player');
    await until('the answer comes', () => seen.length === 2);
    ends[1].ping('from the game');
    await until('the answer comes', () => seen.length === 4);
    expect(seen).toEqual([
      '1 ping from the player',
      '0 pong from the player',
      '0 ping from the game',
      '1 pong from the game',
    ]);
    expect([isOpen(player), ends[1].readyState]).toEqual([true, WebSocket.OPEN]);
  });

  it.each([
    ['stall', stall()],
    ['halfOpen', halfOpen()],
  ])('lets no ping through a %s, so that a server which pings finds the dead link', async (_name, fault) => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    const player = play(proxy.url);
    await until('it is open', () => isOpen(player) && game.sockets.length === 1);
    let pongs = 0;
    game.sockets[0]!.on('pong', () => pongs++);
    const installed = proxy.addFault(fault);
    game.sockets[0]!.ping();
    await settle();
    expect(pongs).toBe(0);
    installed.remove();
    game.sockets[0]!.ping();
    await until('the later one is answered', () => pongs > 0);
    expect(isOpen(player)).toBe(true);
  });

  it('answers for a duplicate, which has nobody behind it, and leaves pings out of a recording', async () => {
    const game = await openGame();
    const sink = new MemorySink();
    const recorder = new Recorder({ clock: new VirtualClock(), sink });
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`, { recorder });
    proxy.addFault(duplicateConnection());
    const player = play(proxy.url);
    await until('both are open', () => isOpen(player) && game.sockets.length === 2);
    const pongs: string[] = [];
    let pings = 0;
    player.webSocket.on('ping', () => pings++);
    for (const [index, webSocket] of game.sockets.entries()) {
      webSocket.on('pong', (data) => pongs.push(`${index} ${data}`));
      webSocket.ping(`ping ${index}`);
    }
    await until('both are answered', () => pongs.length === 2);
    expect([pongs.sort(), pings]).toEqual([['0 ping 0', '1 ping 1'], 1]);
    await recorder.close();
    expect(readRecording(sink.bytes).events.map(({ kind }) => kind)).toEqual(['open']);
  });

  it('delays pings by the latency of each way', async () => {
    const game = await openGame();
    const clock = new VirtualClock();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`, { clock });
    const player = play(proxy.url);
    await until('it is open', () => isOpen(player) && game.sockets.length === 1);
    const seen: string[] = [];
    player.webSocket.on('ping', () => seen.push('ping'));
    game.sockets[0]!.on('pong', () => seen.push('pong'));
    proxy.addFault(latency({ ms: 100 }));
    game.sockets[0]!.ping();
    for (const told of [['ping'], ['ping', 'pong']]) {
      await until('it is held', () => clock.armedCount === 1);
      await clock.advance(99);
      await settle();
      expect(seen).toEqual(told.slice(0, -1));
      await clock.advance(1);
      await until('it is let through', () => seen.length === told.length);
    }
    expect(seen).toEqual(['ping', 'pong']);
  });

  it('shows a refusal of the server as that refusal, and a server that does not answer as 502', async () => {
    const refusing = await openGame((socket) => socket.end('HTTP/1.1 401 Who are you\r\nconnection: close\r\n\r\n'));
    const proxy = await openProxy('ws', `ws:127.0.0.1:${refusing.port}`);
    const refused = play(proxy.url);
    await until('it is refused', () => refused.ending !== undefined);
    expect(refused.ending).toBe('status 401');
    const silent = await openBareServer();
    const patient = await openProxy('ws', `ws:127.0.0.1:${silent.port}`, { dialTimeoutMs: 100 });
    const waiting = play(patient.url);
    await until('it is given up', () => waiting.ending !== undefined);
    expect(waiting.ending).toBe('status 502');
  });

  it('lets no foreign page and no renamed host through, unless told to, and dials nobody for them', async () => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    for (const headers of [{ origin: 'https://evil.example' }, { host: 'evil.example' }]) {
      const player = play(proxy.url, [], headers);
      await until('it is refused', () => player.ending !== undefined);
      expect(player.ending).toBe('status 403');
    }
    expect(game.requests).toEqual([]);
    const open = await openProxy('ws', `ws:127.0.0.1:${game.port}`, { allowedOrigins: ['https://game.example'] });
    const player = play(open.url, [], { origin: 'https://game.example' });
    await until('it is open', () => isOpen(player));
  });

  it('forwards to its own server whatever host a request names, or not at all', async () => {
    const [game, other] = [await openGame(), await openGame()];
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    const ask = (path: string, more = ''): Promise<string> =>
      new Promise((resolve) => {
        let heard = '';
        const socket = net.connect(portOf(proxy.url), '127.0.0.1', () =>
          socket.write(
            `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
              `sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n${more}\r\n`,
          ),
        );
        onTestFinished(() => void socket.destroy());
        socket.on('error', () => {});
        socket.on('data', (bytes) => {
          heard += bytes.toString();
          resolve(heard.split('\r\n', 1)[0]!);
        });
      });
    const elsewhere = `127.0.0.1:${other.port}`;
    expect(await ask(`http://${elsewhere}/`)).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask('*')).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask('/x#y')).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask('/', 'sec-websocket-protocol: a, a\r\n')).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask(`//${elsewhere}/`)).toBe('HTTP/1.1 101 Switching Protocols');
    expect(await ask(`/@${elsewhere}/`)).toBe('HTTP/1.1 101 Switching Protocols');
    expect(await ask(`/..\\\\${elsewhere}`)).toBe('HTTP/1.1 101 Switching Protocols');
    expect([game.requests.length, other.requests.length]).toEqual([3, 0]);
  });

  it('gives up a dial whose client has left, and closes with clients that wait', async () => {
    const silent = await openBareServer();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${silent.port}`);
    const [leaving, waiting] = [play(proxy.url), play(proxy.url)];
    await until('both are dialled', () => silent.sockets.length === 2);
    leaving.webSocket.terminate();
    waiting.webSocket.on('close', () => {});
    await proxy.close();
    await until('nobody is connected to the server', () => {
      for (const socket of silent.sockets) socket.resume();
      return silent.sockets.every(({ readableEnded, destroyed }) => readableEnded || destroyed);
    });
    await until('the one that waited knows', () => waiting.ending !== undefined);
  });

  it('answers a plain request that it forwards WebSockets only', async () => {
    const game = await openGame();
    const proxy = await openProxy('ws', `ws:127.0.0.1:${game.port}`);
    const answer = await fetch(proxy.url.replace('ws:', 'http:'));
    expect([answer.status, await answer.text()]).toEqual([426, 'This port forwards WebSockets only.\n']);
  });
});
