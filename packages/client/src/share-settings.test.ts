import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { NetMgr } from './node-net-mgr.ts';
import { resolveOptions, type Settings } from './options.ts';
import { t } from './protocol/field-types.ts';
import { defineMessage } from './protocol/message-type.ts';
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
    ['a list that is no array', { messages: new Set([MoveMsg]) }],
    ['another function', { transport: () => transport() }],
    ['a group that inherits', { heartbeat: Object.create({ intervalMs: 500 }) }],
  ])('tells %s apart', (_, more) => {
    const resolve = createShared();
    const plain = resolve(written());
    expect(resolve(written(more))).not.toBe(plain);
  });

  it('does not share what options inherit', () => {
    const resolve = createShared();
    const inherit = (): NetMgrOptions => Object.create(written());
    expect(resolve(inherit())).not.toBe(resolve(inherit()));
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
