import { describe, expect, it } from 'vitest';
import { IsolatedEmitter } from './emitter.ts';
import { ConnectionError, type NetMgrError, ProtocolError } from './errors.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { HEARTBEAT_PRESETS, resolveOptions, type Settings } from './options.ts';
import { defineFrameLayout } from './protocol/frame-layout.ts';
import { ResolvedPolicy } from './resolved-policy.ts';

const transport = () => ({ bufferedBytes: 0, send() {}, close() {}, abort() {} });
const resolve = (options: Partial<NetMgrOptions> = {}): Settings => resolveOptions({ transport, ...options }, {});
const policyOf = (options: Partial<NetMgrOptions>, onError: (error: NetMgrError) => void = () => {}) => {
  const events = new IsolatedEmitter();
  events.on('error', onError);
  return new ResolvedPolicy(resolve(options), events);
};
/** Options as JavaScript can write them. */
const any = (options: Record<string, unknown>): Partial<NetMgrOptions> => options as never;

const lost = new ConnectionError('CONNECTION_LOST', 'lost');
const quit = new ConnectionError('SERVER_QUIT', 'quit');
const broken = new ProtocolError('BAD_LENGTH', 'broken');

describe('resolveOptions', () => {
  it('fills in the documented defaults', () => {
    const { values, reconnect, heartbeat, offlineQueue, inbox, systemIds } = resolve();
    expect(reconnect).toEqual({
      maxAttempts: Number.POSITIVE_INFINITY,
      baseDelayMs: 1000,
      maxDelayMs: 30_000,
      stableAfterMs: 10_000,
    });
    expect(heartbeat).toEqual({ intervalMs: 2000, replyTimeoutMs: 4000, expectReply: true, when: 'always' });
    expect(offlineQueue).toEqual({ maxMessages: 1000, maxBytes: 1_048_576, maxAgeMs: 60_000, overflow: 'dropOldest' });
    expect(inbox).toEqual({ maxMessages: 10_000, maxBytes: 16_777_216 });
    expect(values).toEqual({
      connectTimeoutMs: 10_000,
      quitTimeoutMs: 2000,
      retryFirstConnect: false,
      frameTimeoutMs: 10_000,
      quitOnPageHide: true,
      dispatch: 'immediate',
      whenOffline: 'queue',
      trailing: 'error',
      maxBodyBytes: 1_048_576,
      highWaterBytes: 1_048_576,
      maxBufferedBytes: 16_777_216,
      webSocketFraming: 'coalesce',
    });
    expect(systemIds).toEqual({ heart: 999, quit: 1003 });
  });

  it('fills in the rest of what is given in part', () => {
    expect(resolve({ heartbeat: { intervalMs: 500 } }).heartbeat).toMatchObject({
      intervalMs: 500,
      replyTimeoutMs: 4000,
    });
    expect(resolve({ offlineQueue: { maxMessages: 5 } }).offlineQueue).toMatchObject({
      maxMessages: 5,
      maxAgeMs: 60_000,
    });
    expect(resolve({ inbox: { maxBytes: 5 } }).inbox).toEqual({ maxMessages: 10_000, maxBytes: 5 });
    expect(resolve({ systemIds: { heart: 8888 } }).systemIds).toEqual({ heart: 8888, quit: 1003 });
  });

  it('knows heartbeats by name, and none', () => {
    for (const name of ['realtime', 'relaxed'] as const) {
      expect(resolve({ heartbeat: name }).heartbeat).toMatchObject(HEARTBEAT_PRESETS[name]);
    }
    expect(resolve({ heartbeat: false }).heartbeat).toBeUndefined();
  });

  const DURATIONS = ['connectTimeoutMs', 'quitTimeoutMs', 'frameTimeoutMs'];
  const WRONG_NUMBERS = [Number.NaN, '5', null, {}, -1];

  it.each([
    ...DURATIONS.flatMap((name) =>
      [...WRONG_NUMBERS, 0, 2 ** 31, Number.POSITIVE_INFINITY].map((value) => [name, { [name]: value }] as const),
    ),
    ...WRONG_NUMBERS.flatMap((value) =>
      (
        [
          ['heartbeat', 'intervalMs'],
          ['heartbeat', 'replyTimeoutMs'],
          ['reconnect', 'maxAttempts'],
          ['reconnect', 'baseDelayMs'],
          ['reconnect', 'maxDelayMs'],
          ['reconnect', 'stableAfterMs'],
          ['offlineQueue', 'maxMessages'],
          ['offlineQueue', 'maxBytes'],
          ['offlineQueue', 'maxAgeMs'],
          ['inbox', 'maxMessages'],
          ['inbox', 'maxBytes'],
        ] as const
      ).map(([group, name]) => [`${group}.${name}`, { [group]: { [name]: value } }] as const),
    ),
    ['maxBodyBytes', { maxBodyBytes: 1.5 }],
    ['maxBodyBytes', { maxBodyBytes: 2 ** 31 }],
    ['highWaterBytes', { highWaterBytes: -1 }],
    ['maxBufferedBytes', { maxBufferedBytes: 0 }],
    ['heartbeat', { heartbeat: 'often' }],
    ['heartbeat.when', { heartbeat: { when: 'sometimes' } }],
    ['dispatch', { dispatch: 'later' }],
    ['whenOffline', { whenOffline: 'keep' }],
    ['offlineQueue.overflow', { offlineQueue: { overflow: 'dropAll' } }],
    ['trailing', { trailing: 'maybe' }],
    ['heartbeat.intervalMs', { heartbeat: { intervalMs: undefined } }],
    ['inbox.maxBytes', { inbox: { maxBytes: undefined } }],
  ] as [string, Record<string, unknown>][])('names %s when it is wrong: %j', (name, options) => {
    expect(() => resolve(any(options))).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', message: expect.stringContaining(name) }),
    );
  });

  it('takes the ends of every range', () => {
    expect(() =>
      resolve({
        connectTimeoutMs: 2 ** 31 - 1,
        quitTimeoutMs: 1,
        maxBodyBytes: 0,
        highWaterBytes: 0,
        maxBufferedBytes: Number.POSITIVE_INFINITY,
        reconnect: { maxAttempts: Number.POSITIVE_INFINITY, baseDelayMs: 0, maxDelayMs: 0, stableAfterMs: 0 },
        offlineQueue: { maxMessages: 0, maxBytes: 0, maxAgeMs: Number.POSITIVE_INFINITY },
        inbox: { maxMessages: 1, maxBytes: Number.POSITIVE_INFINITY },
      }),
    ).not.toThrow();
  });
});

describe('retry', () => {
  const half = (): number => 0.5;
  const delayOf = (options: Partial<NetMgrOptions>, error = lost as ConnectionError | ProtocolError, attempt = 1) => {
    const failures: unknown[] = [];
    const policy = policyOf({ random: half, ...options }, ({ cause }) => failures.push(cause));
    return { delay: policy.retry(error, attempt, true)?.delayMs, failures };
  };

  it('retries what is retryable, and neither a goodbye nor broken bytes', () => {
    expect([delayOf({}).delay, delayOf({}, quit).delay, delayOf({}, broken).delay]).toEqual([
      500,
      undefined,
      undefined,
    ]);
  });

  it('gives up after maxAttempts, and at once when reconnecting is off', () => {
    const reconnect = { maxAttempts: 3 };
    expect([3, 4].map((attempt) => delayOf({ reconnect }, lost, attempt).delay)).toEqual([2000, undefined]);
    expect(delayOf({ reconnect: false }).delay).toBeUndefined();
  });

  it('does not ask shouldReconnect once it gave up', () => {
    const shouldReconnect = () => expect.unreachable();
    expect(delayOf({ reconnect: { maxAttempts: 0 }, shouldReconnect }).delay).toBeUndefined();
  });

  it('tells shouldReconnect everything, and obeys it', () => {
    const asked: unknown[] = [];
    const answers = [true, false, { afterMs: 4000 }];
    const shouldReconnect = (info: unknown) => {
      asked.push(info);
      return answers.shift() as boolean;
    };
    const policy = policyOf({ random: half, shouldReconnect });
    expect(policy.retry(quit, 1, true)).toEqual({ delayMs: 500, mayHurry: true });
    expect(policy.retry(lost, 2, false)).toBeUndefined();
    expect(policy.retry(lost, 3, false)).toEqual({ delayMs: 4200, mayHurry: false });
    expect(asked).toEqual([
      { error: quit, attempt: 1, wasConnected: true, retryable: false },
      { error: lost, attempt: 2, wasConnected: false, retryable: true },
      { error: lost, attempt: 3, wasConnected: false, retryable: true },
    ]);
  });

  it('falls back to the default when shouldReconnect throws or answers nonsense, and reports it', () => {
    const throws = () => {
      throw new Error('planned');
    };
    const answers = [throws, () => undefined, () => null, () => 'yes', () => ({}), () => ({ afterMs: -1 })];
    for (const shouldReconnect of answers) {
      const onLost = delayOf(any({ shouldReconnect }));
      const onQuit = delayOf(any({ shouldReconnect }), quit);
      expect([onLost.delay, onQuit.delay]).toEqual([500, undefined]);
      expect([onLost.failures.length, onQuit.failures.length]).toEqual([1, 1]);
    }
  });

  it.each([
    ['heartbeat', true],
    ['heartbeat', null],
    ['heartbeat', { interval: 5 }],
    ['heartbeat', { expectReply: 'no' }],
    ['reconnect', true],
    ['reconnect', { maxAttempt: 5 }],
    ['shouldReconnect', 'yes'],
    ['retryFirstConnect', 'no'],
    ['random', 5],
    ['clock.now', {}],
    ['clock.after', { now() {} }],
    ['layout', 'unity'],
    ['layout', {}],
    ['webSocket', 5],
    ['webSocketFraming', 'Single'],
    ['messages', {}],
    ['systemIds', { heartbeat: 5 }],
    ['offlineQueue', 5],
    ['inbox', { messages: 5 }],
  ])('refuses %s when it is %o, and names it', (name, value) => {
    expect(() => resolve(any({ [name.split('.')[0]!]: value }))).toThrow(new RegExp(`^\\[BAD_OPTION\\] ${name}`));
  });

  it.each([undefined, null, 5])('refuses %s in place of options', (options) => {
    expect(() => resolveOptions(options as never, {})).toThrow('BAD_OPTION');
  });

  it('still comes back when random throws or draws what is no draw, and reports it', () => {
    const draws = [
      () => {
        throw new Error('no luck');
      },
      () => Number.NaN,
      () => 7,
    ];
    for (const random of draws) {
      const reported: string[] = [];
      const policy = policyOf({ random }, ({ message }) => reported.push(message));
      expect(policy.retry(lost, 1, true)?.delayMs).toBe(500);
      expect(reported).toEqual([expect.stringMatching(/^\[HANDLER_FAILED\] random failed: /)]);
    }
  });

  it('refuses system ids that the header cannot carry, and heartbeats where it carries none', () => {
    const narrow = defineFrameLayout({ id: 'u8' });
    expect(() => resolve({ layout: narrow })).toThrow('[BAD_OPTION] systemIds.heart: 999 does not fit 1 bytes');
    expect(resolve({ layout: narrow, systemIds: { heart: 1, quit: 2 } }).systemFrames).toEqual({
      heart: Uint8Array.of(1, 0, 0, 0, 0),
      quit: Uint8Array.of(2, 0, 0, 0, 0),
    });
    const none = defineFrameLayout({ order: 'length-only' });
    expect(() => resolve({ layout: none })).toThrow('[BAD_OPTION] heartbeat must be false');
    expect(resolve({ layout: none, heartbeat: false }).systemFrames).toBeUndefined();
  });
});
