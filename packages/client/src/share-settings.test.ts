import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { IsolatedEmitter } from './emitter.ts';
import { ConnectionError } from './errors.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { NetMgr } from './node-net-mgr.ts';
import { resolveOptions, type Settings } from './options.ts';
import { t } from './protocol/field-types.ts';
import { defineMessage } from './protocol/message-type.ts';
import { ResolvedPolicy } from './resolved-policy.ts';
import { shareSettings } from './share-settings.ts';

const MoveMsg = defineMessage(1001, 'MoveMsg', { x: t.int });
const ChatMsg = defineMessage(1002, 'ChatMsg', { text: t.string });
const transport = () => ({ bufferedBytes: 0, send() {}, close() {}, abort() {} });

const createShared = (): ((options: NetMgrOptions) => Settings) => {
  const resolve = shareSettings(resolveOptions);
  return (options) => resolve(options, {});
};
/** Written anew at each call, as games do. */
const written = (more: object = {}): NetMgrOptions => ({
  transport,
  messages: [MoveMsg],
  heartbeat: { intervalMs: 500 },
  reconnect: false,
  ...more,
});

describe('shareSettings', () => {
  it('gives the same settings where the options say the same', () => {
    const resolve = createShared();
    expect(resolve(written())).toBe(resolve(written()));
  });

  it.each<[string, object]>([
    ['another value', { connectTimeoutMs: 5 }],
    ['another value in a group', { heartbeat: { intervalMs: 501 } }],
    ['another name in a group', { heartbeat: { replyTimeoutMs: 500 } }],
    ['one name more in a group', { heartbeat: { intervalMs: 500, replyTimeoutMs: 500 } }],
    ['a word in place of a group', { heartbeat: 'realtime' }],
    ['another message', { messages: [ChatMsg] }],
    ['one message more', { messages: [MoveMsg, ChatMsg] }],
    ['an object in place of a list', { messages: { 0: MoveMsg, [Symbol.iterator]: [][Symbol.iterator] } }],
    ['another function', { transport: () => transport() }],
  ])('tells %s apart', (_, more) => {
    const resolve = createShared();
    const plain = resolve(written());
    expect(resolve(written(more))).not.toBe(plain);
  });

  class Beats {
    intervalMs = 500;
  }

  it.each<[string, () => object]>([
    ['inherits', () => Object.create(written())],
    ['hides', () => Object.defineProperty(written(), 'connectTimeoutMs', { value: 5 })],
    ['has a group of a class', () => written({ heartbeat: new Beats() })],
    ['has a group that inherits', () => written({ heartbeat: Object.create({ intervalMs: 500 }) })],
    ['has a URL that can be changed', () => ({ url: new URL('ws://127.0.0.1/') })],
    ['has a list that can be added to', () => written({ messages: new Set([MoveMsg]) })],
  ])('does not share where something %s', (_, write) => {
    const dialers = { ws: transport };
    const resolve = shareSettings(resolveOptions);
    const options = write() as NetMgrOptions;
    expect(resolve(options, dialers as never)).not.toBe(resolve(options, dialers as never));
  });

  it('takes a null for what it is', () => {
    expect(() => createShared()(written({ heartbeat: null }))).toThrow('[BAD_OPTION] heartbeat');
  });

  it('does not share the settings of options that were changed since', () => {
    const resolve = createShared();
    const heartbeat = { intervalMs: 500 };
    const messages = [MoveMsg];
    const options = written({ heartbeat, messages });
    const before = resolve(options);
    heartbeat.intervalMs = 700;
    messages.push(ChatMsg as never);
    expect(before.heartbeat?.intervalMs).toBe(500);
    expect(resolve(options).heartbeat?.intervalMs).toBe(700);
    expect(resolve(written()).heartbeat?.intervalMs).toBe(500);
  });

  it('refuses wrong options each time', () => {
    const resolve = createShared();
    for (let i = 0; i < 2; i++) expect(() => resolve(written({ random: 5 }))).toThrow('[BAD_OPTION] random');
    expect(() => resolve(undefined as never)).toThrow('BAD_OPTION');
  });

  it('keeps nothing that nobody uses', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const resolve = createShared();
    const settings = new WeakRef(resolve(written()));
    // What a WeakRef was read for lives until the end of its turn.
    for (let turn = 0; turn < 5 && settings.deref(); turn++) {
      await new Promise((next) => setTimeout(next));
      collect();
    }
    expect(settings.deref()).toBeUndefined();
  });
});

it('lets each NetMgr meet types of its own', () => {
  const options = (): NetMgrOptions => ({ transport, messages: [MoveMsg] });
  const [a, b] = [new NetMgr(options()), new NetMgr(options())];
  const twin = defineMessage(ChatMsg.id, 'TwinMsg', {});
  a.onMessage(ChatMsg, () => {});
  expect(() => a.onMessage(twin, () => {})).toThrow('[DUPLICATE_ID]');
  b.onMessage(twin, () => {});
  expect([a.wire.typeOf(1001), a.wire.typeOf(1002)]).toEqual([MoveMsg, ChatMsg]);
  expect([b.wire.typeOf(1001), b.wire.typeOf(1002)]).toEqual([MoveMsg, twin]);
  expect(new NetMgr(options()).wire.typeOf(1002)).toBeUndefined();
});

it('draws from the Math.random of the moment, however many share their settings', () => {
  const policy = new ResolvedPolicy(createShared()(written({ reconnect: {} })), new IsolatedEmitter());
  const lost = new ConnectionError('CONNECTION_LOST', 'lost');
  const spy = vi.spyOn(Math, 'random').mockReturnValue(0.25);
  onTestFinished(() => spy.mockRestore());
  expect(policy.retry(lost, 1, true)?.delayMs).toBe(250);
});
