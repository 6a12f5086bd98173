import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionError, type ConnectionErrorCode, NetMgr, type NetMgrOptions, UsageError } from '@netmgr/client';
import {
  createWechatTransport,
  type Lifecycle,
  type WechatApi,
  type WechatTransportOptions,
  wechat,
  wechatLifecycle,
} from '@netmgr/client/wechat';
import { VirtualClock } from '@netmgr/server-mock';
import { MockServer } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { expectQuiet } from '../support/expect-quiet.ts';
import { noiseOf, PlayerMsg, player } from '../support/rig.ts';
import { WechatHost, type WechatHostOptions } from './wechat-host.ts';

const PATIENCE = { timeout: 8000, interval: 5 };

/** Opens a real server, a phone, and ways to play on it. At the end everything is closed, and has to be quiet. */
const openGame = async (hostOptions: WechatHostOptions = {}) => {
  const server = await MockServer.listen({ webSocketPort: 0, messages: [PlayerMsg] });
  const host = new WechatHost(hostOptions);
  const nets: NetMgr[] = [];
  const createNet = (options: Partial<NetMgrOptions & WechatTransportOptions> = {}): NetMgr => {
    const { url = server.urls.ws } = options;
    const net = new NetMgr({
      messages: [PlayerMsg],
      reconnect: { baseDelayMs: 5, maxDelayMs: 20 },
      ...options,
      url: undefined as never,
      ...wechat({ url, wx: host.wx }),
    });
    nets.push(net);
    return net;
  };
  onTestFinished(async () => {
    await Promise.all(nets.map((net) => net.close()));
    await server.close();
    await vi.waitFor(() => expect(host.openSockets).toBe(0), PATIENCE);
    host.dispose();
    expectQuiet([...nets.map(noiseOf), { name: 'the host', noise: () => ({ listeners: host.listeners }) }]);
  });
  return { server, host, createNet };
};

describe('a NetMgr in a mini game', () => {
  it('talks to a real server, both ways', async () => {
    const { server, createNet } = await openGame();
    const net = createNet();
    const heard: number[] = [];
    net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    await net.connect();
    net.send(PlayerMsg, player(7));
    expect(await server.expectMessage(PlayerMsg, undefined, { withinMs: 8000 })).toEqual(player(7));
    server.broadcast(PlayerMsg, player(8));
    await vi.waitFor(() => expect(heard).toEqual([8]), PATIENCE);
  });

  it('says Quit when it closes', async () => {
    const { server, createNet } = await openGame();
    const offline = new Promise((resolve) => server.on('clientOffline', (_, reason) => resolve(reason)));
    const net = createNet();
    await net.connect();
    await net.close();
    expect(await offline).toBe('quit');
    expect(net.state).toBe('closed');
  });

  it('takes the cut in the background, code 1000 and all, for a drop, and is back when it is shown again', async () => {
    const { host, createNet } = await openGame({ graceMs: 20 });
    const net = createNet();
    const drops: { code: ConnectionErrorCode; closeCode: number | undefined }[] = [];
    net.on('disconnected', ({ error }) => {
      if (error instanceof ConnectionError) drops.push({ code: error.code, closeCode: error.closeCode });
    });
    await net.connect();
    host.hide();
    await vi.waitFor(() => expect(drops).toEqual([{ code: 'CONNECTION_RESET', closeCode: 1000 }]), PATIENCE);
    expect(net.state).not.toBe('closed');
    host.show();
    await vi.waitFor(() => expect(net.state).toBe('connected'), PATIENCE);
    expect(net.stats.reconnects).toBe(1);
  });

  it.each<[string, (host: WechatHost) => void]>([
    ['the game is shown again', (host) => host.show()],
    ['the network is back', (host) => host.changeNetwork(true)],
  ])('does not sit its delay out when %s', async (_, happen) => {
    const { server, host, createNet } = await openGame();
    const anHourMs = 3_600_000;
    // The first draw is for the delay, the next for how soon a wake cuts it short.
    const draws = [0.9];
    const reconnect = { baseDelayMs: anHourMs, maxDelayMs: anHourMs };
    const net = createNet({ reconnect, random: () => draws.shift() ?? 0 });
    await net.connect();
    server.clients[0]?.drop('reset');
    await vi.waitFor(() => expect(net.state).toBe('backingOff'), PATIENCE);
    happen(host);
    await vi.waitFor(() => expect(net.state).toBe('connected'), PATIENCE);
  });

  it('asks its server at once whether it is there when the phone says that the network is gone', async () => {
    const { host, createNet } = await openGame();
    const net = createNet({ heartbeat: { intervalMs: 600_000, replyTimeoutMs: 600_000 } });
    await net.connect();
    host.changeNetwork(false);
    await vi.waitFor(() => expect(net.stats.heartbeatsOut).toBe(1), PATIENCE);
    expect(net.state).toBe('connected');
  });

  it('stays connected through a short look elsewhere', async () => {
    const { host, createNet } = await openGame({ graceMs: 60_000 });
    const net = createNet();
    await net.connect();
    host.hide();
    host.show();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(net.state).toBe('connected');
    expect(net.stats.reconnects).toBe(0);
  });

  it('dials again when the server goes with 1000 and no Quit', async () => {
    const { server, createNet } = await openGame();
    const net = createNet();
    await net.connect();
    server.clients[0]?.drop('fin');
    await vi.waitFor(() => expect(net.stats.reconnects).toBe(1), PATIENCE);
  });

  it('reports the sixth connection in the words of the host, and frees its place when it closes', async () => {
    const { host, createNet } = await openGame();
    const nets = Array.from({ length: 5 }, () => createNet());
    await Promise.all(nets.map((net) => net.connect()));
    expect(host.openSockets).toBe(5);
    const sixth = createNet();
    await expect(sixth.connect()).rejects.toThrow(
      '[CONNECT_FAILED] the dial failed: connectSocket:fail fail reach max websocket connect count 5',
    );
    await nets[0]?.close();
    await vi.waitFor(() => expect(host.openSockets).toBe(4), PATIENCE);
    await sixth.connect();
  });

  it('asks for a fresh URL at every dial', async () => {
    const { server, createNet } = await openGame();
    const asked: string[] = [];
    const url = async (): Promise<string> => {
      asked.push('url');
      return server.urls.ws ?? '';
    };
    const net = createNet({ url });
    await net.connect();
    server.clients[0]?.drop('reset');
    await vi.waitFor(() => expect(net.stats.reconnects).toBe(1), PATIENCE);
    expect(asked).toEqual(['url', 'url']);
  });

  it.each<[string, () => string | Promise<string>, string]>([
    ['rejects', () => Promise.reject(new Error('no token')), 'no token'],
    ['gives no URL', () => 'game.example', 'wx.connectSocket dials wss: and ws:, not "game.example"'],
  ])('reports a url function that %s', async (_, url, words) => {
    const { createNet } = await openGame();
    await expect(createNet({ url }).connect()).rejects.toThrow(words);
  });

  it('ends a server that talks text', async () => {
    const http = createServer();
    new WebSocketServer({ server: http }).on('connection', (socket) => socket.send('hello'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void http.close());
    const { createNet } = await openGame();
    const net = createNet({ url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}` });
    const lost = new Promise((resolve) => net.once('disconnected', ({ error }) => resolve(error)));
    await net.connect().catch(() => {});
    expect(await lost).toMatchObject({ code: 'TEXT_MESSAGE' });
  });
});

describe('wechatLifecycle', () => {
  const subscribe = (lifecycle: Lifecycle) => {
    const heard: string[] = [];
    const clock = new VirtualClock();
    const off = lifecycle(
      {
        onWake: () => heard.push('wake'),
        onOffline: () => heard.push('offline'),
        onPageHide: () => heard.push('pageHide'),
      },
      clock,
    );
    return { heard, off, clock };
  };
  const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  it('wakes when the game is shown or the network is back, and hints when it is gone', async () => {
    const host = new WechatHost();
    const { heard } = subscribe(wechatLifecycle(host.wx));
    host.changeNetwork(false);
    host.changeNetwork(true);
    host.hide();
    host.show();
    await settle();
    expect(heard).toEqual(['offline', 'wake', 'wake']);
  });

  it('takes a burst of shows for one wake, and a network that flickers for one wake and one hint', async () => {
    const host = new WechatHost();
    const { heard, clock } = subscribe(wechatLifecycle(host.wx));
    for (let i = 0; i < 50; i++) {
      host.hide();
      host.show();
      host.changeNetwork(false);
      host.changeNetwork(true);
    }
    await settle();
    expect(heard.splice(0).toSorted()).toEqual(['offline', 'wake', 'wake']);
    await clock.advance(1000);
    host.show();
    await settle();
    expect(heard).toEqual(['wake']);
  });

  it('leaves no listener behind', () => {
    const host = new WechatHost();
    const { off } = subscribe(wechatLifecycle(host.wx));
    expect(host.listeners).toBe(2);
    off();
    off();
    expect(host.listeners).toBe(0);
  });

  it('falls silent also on a host that cannot unsubscribe', async () => {
    const host = new WechatHost();
    const { offShow: _, offNetworkStatusChange: __, ...old } = host.wx;
    const { heard, off } = subscribe(wechatLifecycle(old as WechatApi));
    off();
    host.show();
    host.changeNetwork(false);
    await settle();
    expect(heard).toEqual([]);
  });
});

describe('the wx to use', () => {
  it('is looked up by name, and its absence thrown at once', () => {
    const url = 'wss://game.example';
    for (const call of [() => wechat({ url }), () => createWechatTransport({ url }), () => wechatLifecycle()]) {
      expect(call).toThrow(UsageError);
      expect(call).toThrow('[NO_WEB_SOCKET]');
    }
    vi.stubGlobal('wx', new WechatHost().wx);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(Object.keys(wechat({ url }))).toEqual(['transport', 'lifecycle']);
  });

  it('is not asked for frames in a way that there is none of', () => {
    const { wx } = new WechatHost();
    for (const framing of ['nope', null, 1])
      expect(() => wechat({ wx, url: 'wss://game.example', framing: framing as 'single' })).toThrow('[BAD_OPTION]');
    wechat({ wx, url: 'wss://game.example', framing: 'single' });
  });

  it('is not asked for what it cannot dial', () => {
    const { wx } = new WechatHost();
    for (const url of ['https://game.example', 'tcp://game.example', 'wss://', '', undefined])
      expect(() => createWechatTransport({ wx, url: url as string })).toThrow('[UNSUPPORTED_URL]');
  });
});
