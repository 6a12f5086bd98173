import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import type { NetMgrOptions } from '@netmgr/client';
import { createMemoryServer, type MemoryServer, type MockServer, VirtualClock } from '@netmgr/server-mock';
import { MockServer as NodeMockServer } from '@netmgr/server-mock/node';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SOURCES } from '../support/sources.ts';
import * as bareGame from './bare-game.ts';
import { WechatHost } from './wechat-host.ts';

const { AnswerMsg, AskMsg, ChatMsg } = bareGame;
const MESSAGES = [ChatMsg, AskMsg, AnswerMsg];

const SHORT = '你好 🐉';
/** Long enough for the ways that are meant for long strings. */
const LONG = '勇者斗恶龙 — l’épée 🗡️👩‍👩‍👧 '.repeat(20);

/** What a mini game does not have; the test of the test. */
const ABSENT = [
  'AbortController',
  'Blob',
  'DOMException',
  'Event',
  'EventTarget',
  'Headers',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'WebAssembly',
  'WebSocket',
  'Worker',
  'atob',
  'console',
  'crypto',
  'document',
  'fetch',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'structuredClone',
  'window',
];

let program: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('bare-game.ts', import.meta.url))],
    alias: SOURCES,
    bundle: true,
    format: 'iife',
    globalName: 'bareGame',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    write: false,
  });
  program = outputFiles[0]?.text ?? '';
}, 60_000);

/** Loads the game where there is ECMAScript, what is given, and no making of code out of text. */
const load = (given: Record<string, unknown>): typeof bareGame => {
  const context = createContext({ ...given }, { codeGeneration: { strings: false, wasm: false } });
  runInContext('delete globalThis.console; delete globalThis.WebAssembly;', context);
  if ('hostNow' in given) runInContext('Date.now = hostNow', context);
  const present = ABSENT.filter((name) => !(name in given) && runInContext(`typeof ${name}`, context) !== 'undefined');
  expect(present).toEqual([]);
  expect(() => runInContext('new Function("return 1")()', context)).toThrow('Code generation from strings');
  return runInContext(`${program}; bareGame`, context);
};

/** Lets the server answer with an exclamation mark, and greet whoever comes. */
const teach = (server: MockServer): void => {
  server.on('clientOnline', (client) => client.send(ChatMsg, { line: LONG }));
  server.onMessage(AskMsg, (client, { nr, question }) => client.send(AnswerMsg, { nr, answer: `${question}!` }));
};

const openMemory = (clock: VirtualClock): MemoryServer => {
  const server = createMemoryServer({ clock, seed: 1, messages: MESSAGES });
  teach(server);
  onTestFinished(() => server.close());
  return server;
};

/** Connect, send, request, heartbeat, reconnect, close. */
const live = async (
  createGame: typeof bareGame.createGame,
  options: NetMgrOptions,
  server: MemoryServer,
  clock: VirtualClock,
): Promise<void> => {
  const { net, diary, say, ask } = createGame(options);
  const connecting = net.connect();
  await clock.advance(100);
  await connecting;
  say(SHORT);
  say(LONG);
  const asking = ask(1, SHORT);
  await clock.advance(100);
  expect(await asking).toBe(`${SHORT}!`);
  expect(server.received(ChatMsg)).toEqual([{ line: SHORT }, { line: LONG }]);
  await clock.advance(10_000);
  expect(net.stats.heartbeatsOut).toBe(5);
  expect(net.stats.rttMs).toBeGreaterThanOrEqual(0);
  server.dropAll('reset');
  await clock.advance(10_000);
  expect(net.state).toBe('connected');
  const askingAgain = ask(2, SHORT);
  await clock.advance(100);
  expect(await askingAgain).toBe(`${SHORT}!`);
  const closing = net.close();
  await clock.advance(5000);
  await closing;
  expect(diary).toEqual({
    states: ['connecting', 'connected', 'backingOff', 'connecting', 'connected', 'closing', 'closed'],
    heard: [LONG, LONG],
    errors: ['ConnectionError: [CONNECTION_RESET] the connection broke'],
  });
  expect(net.armedTimers).toBe(0);
};

describe('the core in a bare context', () => {
  it('lives its whole life on setTimeout and clearTimeout alone', async () => {
    const clock = new VirtualClock();
    const server = openMemory(clock);
    const timers = new Map<number, () => void>();
    let latest = 0;
    const game = load({
      setTimeout: (fn: () => void, ms: number) => {
        const handle = ++latest;
        timers.set(
          handle,
          clock.after(ms, () => {
            timers.delete(handle);
            fn();
          }),
        );
        return handle;
      },
      clearTimeout: (handle: number) => {
        timers.get(handle)?.();
        timers.delete(handle);
      },
      // The realm's own Date tells the time of the machine, and this host has another.
      hostNow: () => clock.now(),
    });
    await live(game.createGame, { transport: server.transport }, server, clock);
    expect(timers.size).toBe(0);
  });

  it('lives its whole life on an injected clock, where there is not even setTimeout', async () => {
    const clock = new VirtualClock();
    const server = openMemory(clock);
    const { createGame } = load({});
    await live(createGame, { transport: server.transport, clock }, server, clock);
  });

  it('says in its own words that there is no WebSocket', () => {
    const { createGame } = load({});
    expect(() => createGame({ url: 'wss://game.example' })).toThrow('[NO_WEB_SOCKET]');
  });

  it('plays on wx.connectSocket against a real server', async () => {
    const server = await NodeMockServer.listen({ webSocketPort: 0, messages: MESSAGES });
    teach(server);
    const host = new WechatHost({ graceMs: 20 });
    onTestFinished(async () => {
      await server.close();
      host.dispose();
    });
    const { createWechatGame } = load({ wx: host.wx, setTimeout, clearTimeout });
    const { net, diary, say, ask } = createWechatGame(server.urls.ws ?? '');
    await net.connect();
    say(LONG);
    expect(await ask(1, SHORT)).toBe(`${SHORT}!`);
    expect(server.received(ChatMsg)).toEqual([{ line: LONG }]);
    host.hide();
    await vi.waitFor(() => expect(net.state).toBe('backingOff'), { timeout: 8000 });
    host.show();
    await vi.waitFor(() => expect(diary.heard).toEqual([LONG, LONG]), { timeout: 8000 });
    await net.close();
    await vi.waitFor(() => expect(host.openSockets).toBe(0), { timeout: 8000 });
    expect(diary.errors[0]).toBe('ConnectionError: [CONNECTION_RESET] the connection broke: interrupted');
    // A dial in the background may have come to nothing meanwhile.
    expect(diary.errors.filter((error) => !error.endsWith('interrupted'))).toEqual([]);
    expect(net.armedTimers).toBe(0);
  }, 30_000);
});
