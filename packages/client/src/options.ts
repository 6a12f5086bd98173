import { type Clock, createSystemClock } from './clock.ts';
import { drawDelayMs } from './connection/backoff.ts';
import type { DropError } from './connection/state.ts';
import type { ConnectionPolicy } from './connection/transition.ts';
import { createDialTarget, type Dialers } from './dial-target.ts';
import { saysRestart } from './drop-error.ts';
import { callIsolated } from './emitter.ts';
import { ProtocolError, UsageError } from './errors.ts';
import type { LifecycleListener } from './lifecycle/lifecycle.ts';
import { pageLifecycle } from './lifecycle/page-lifecycle.ts';
import type { LinkOptions } from './link.ts';
import type { HeartbeatOptions, NetMgrOptions, ReconnectInfo, ReconnectOptions } from './net-mgr-options.ts';
import { type OfflineQueueOptions, OVERFLOW_POLICIES, WHEN_OFFLINE, type WhenOffline } from './offline-queue.ts';
import {
  type Bounds,
  checkBoolean,
  checkFunction,
  checkNumber,
  checkOneOf,
  MAX_DELAY_MS,
  withDefaults,
} from './option-checks.ts';
import { DEFAULT_MAX_BODY_BYTES } from './protocol/constants.ts';
import { createFrameEncoder } from './protocol/frame-encoder.ts';
import { FRAME_LAYOUTS, type FrameLayout } from './protocol/frame-layout.ts';
import type { MessageType } from './protocol/message-type.ts';
import { DEFAULT_SYSTEM_IDS, type SystemIds } from './protocol/system-messages.ts';
import { Taps } from './tap.ts';
import type { TransportFactory } from './transport/transport.ts';

/** Heartbeat settings by name; each is dead no later than interval + deadline after the last byte. */
export const HEARTBEAT_PRESETS: Readonly<Record<'realtime' | 'relaxed', HeartbeatOptions>> = {
  /** Noticed within 6 s. For games in which a second matters. */
  realtime: { intervalMs: 2000, replyTimeoutMs: 4000 },
  /** Noticed within 35 s. For turn-based games and metered networks. */
  relaxed: { intervalMs: 10_000, replyTimeoutMs: 25_000 },
};

const DEFAULTS = {
  connectTimeoutMs: 10_000,
  quitTimeoutMs: 2000,
  retryFirstConnect: false,
  dispatch: 'immediate',
  whenOffline: 'queue',
  heartbeat: { intervalMs: 2000, replyTimeoutMs: 4000, expectReply: true, when: 'always' },
  reconnect: { maxAttempts: Number.POSITIVE_INFINITY, baseDelayMs: 1000, maxDelayMs: 30_000, stableAfterMs: 10_000 },
  offlineQueue: { maxMessages: 1000, maxBytes: 1_048_576, maxAgeMs: 60_000, overflow: 'dropOldest' },
  inbox: { maxMessages: 10_000, maxBytes: 16_777_216 },
  maxBodyBytes: DEFAULT_MAX_BODY_BYTES,
  frameTimeoutMs: 10_000,
  highWaterBytes: 1_048_576,
  maxBufferedBytes: 16_777_216,
  trailing: 'error',
} as const;

/** The options of a NetMgr with every default filled in and every value checked. */
export interface ResolvedOptions {
  readonly clock: Clock;
  readonly policy: ConnectionPolicy;
  readonly heartbeat: Required<HeartbeatOptions> | undefined;
  /** Subscribes to the host's lifecycle; what it returns unsubscribes. Neither throws. */
  readonly lifecycle: (listener: LifecycleListener) => () => void;
  readonly quitOnPageHide: boolean;
  readonly link: LinkOptions;
  /** Asked at every dial. */
  readonly target: () => TransportFactory | Promise<TransportFactory>;
  readonly messages: Iterable<MessageType<unknown>>;
  readonly systemIds: SystemIds;
  readonly dispatch: 'immediate' | 'manual';
  readonly whenOffline: WhenOffline;
  readonly offlineQueue: Required<OfflineQueueOptions>;
  readonly inbox: { readonly maxMessages: number; readonly maxBytes: number };
  readonly frameTimeoutMs: number;
  readonly trailing: 'error' | 'ignore';
}

const DELAY: Bounds = { min: 1, max: MAX_DELAY_MS };
const COUNT: Bounds = { min: 0 };

const resolveHeartbeat = (option: NetMgrOptions['heartbeat']): Required<HeartbeatOptions> | undefined => {
  if (option === false) return undefined;
  if (typeof option === 'string') checkOneOf('heartbeat', option, ['realtime', 'relaxed']);
  const chosen = typeof option === 'string' ? HEARTBEAT_PRESETS[option] : option;
  const heartbeat: Required<HeartbeatOptions> = withDefaults('heartbeat', chosen, DEFAULTS.heartbeat);
  checkNumber('heartbeat.intervalMs', heartbeat.intervalMs, DELAY);
  checkNumber('heartbeat.replyTimeoutMs', heartbeat.replyTimeoutMs, DELAY);
  checkBoolean('heartbeat.expectReply', heartbeat.expectReply);
  checkOneOf('heartbeat.when', heartbeat.when, ['always', 'idle']);
  return heartbeat;
};

const resolveReconnect = (option: NetMgrOptions['reconnect']): Required<ReconnectOptions> => {
  const given = option === false ? { maxAttempts: 0 } : option;
  const reconnect: Required<ReconnectOptions> = withDefaults('reconnect', given, DEFAULTS.reconnect);
  checkNumber('reconnect.maxAttempts', reconnect.maxAttempts, COUNT);
  checkNumber('reconnect.baseDelayMs', reconnect.baseDelayMs, { min: 0, max: MAX_DELAY_MS });
  checkNumber('reconnect.maxDelayMs', reconnect.maxDelayMs, { min: 0, max: MAX_DELAY_MS });
  checkNumber('reconnect.stableAfterMs', reconnect.stableAfterMs, { min: 0, max: MAX_DELAY_MS });
  return reconnect;
};

const retriesByDefault = (error: DropError): boolean => !(error instanceof ProtocolError) && error.retryable;

/** Hears what a callback of the options threw. */
type OnCallbackFailed = (error: unknown, what: string) => void;

/** A jitter that is no draw must not keep a lost connection from coming back. */
const guardRandom = (random: () => number, onFailed: OnCallbackFailed): (() => number) => {
  return () => {
    let drawn = Number.NaN;
    callIsolated(
      () => {
        drawn = checkNumber('random()', random(), { min: 0, max: 1 });
      },
      [],
      (error) => onFailed(error, 'random'),
    );
    return Number.isNaN(drawn) ? 0.5 : drawn;
  };
};

const resolveRetry = (
  options: NetMgrOptions,
  reconnect: Required<ReconnectOptions>,
  onFailed: OnCallbackFailed,
): Pick<ConnectionPolicy, 'retry' | 'hurriedDelayMs'> => {
  const random = guardRandom(checkFunction('random', options.random) ?? Math.random, onFailed);
  const shouldReconnect = checkFunction('shouldReconnect', options.shouldReconnect);
  const onBadAnswer = (error: unknown): void => onFailed(error, 'shouldReconnect');
  const answerOf = (info: ReconnectInfo): boolean | { readonly afterMs: number } => {
    const ask = shouldReconnect ?? (() => info.retryable);
    let answer = info.retryable as ReturnType<typeof ask>;
    callIsolated(() => (answer = ask(info)), [], onBadAnswer);
    if (answer === true || answer === false) return answer;
    try {
      checkNumber('shouldReconnect().afterMs', answer?.afterMs, { min: 0, max: MAX_DELAY_MS });
      return answer;
    } catch (error) {
      onBadAnswer(error);
      return info.retryable;
    }
  };
  const draw = (attempt: number, serverRestarts: boolean, hintMs?: number): number =>
    drawDelayMs(reconnect, { attempt, serverRestarts, hintMs }, random);
  const retry: ConnectionPolicy['retry'] = (error, attempt, wasConnected) => {
    if (attempt > reconnect.maxAttempts) return undefined;
    const answer = answerOf({ error, attempt, wasConnected, retryable: retriesByDefault(error) });
    if (answer === false) return undefined;
    const hintMs = typeof answer === 'object' ? answer.afterMs : undefined;
    // A delay that the game named is not for a wake to cut short.
    return { delayMs: draw(attempt, saysRestart(error), hintMs), mayHurry: hintMs === undefined };
  };
  return { retry, hurriedDelayMs: () => draw(1, false) };
};

const resolveOfflineQueue = (option: NetMgrOptions['offlineQueue']): Required<OfflineQueueOptions> => {
  const queue: Required<OfflineQueueOptions> = withDefaults('offlineQueue', option, DEFAULTS.offlineQueue);
  checkNumber('offlineQueue.maxMessages', queue.maxMessages, COUNT);
  checkNumber('offlineQueue.maxBytes', queue.maxBytes, COUNT);
  checkNumber('offlineQueue.maxAgeMs', queue.maxAgeMs, COUNT);
  checkOneOf('offlineQueue.overflow', queue.overflow, OVERFLOW_POLICIES);
  return queue;
};

const resolveInbox = (option: NetMgrOptions['inbox']): ResolvedOptions['inbox'] => {
  const inbox: ResolvedOptions['inbox'] = withDefaults('inbox', option, DEFAULTS.inbox);
  checkNumber('inbox.maxMessages', inbox.maxMessages, { min: 1 });
  checkNumber('inbox.maxBytes', inbox.maxBytes, { min: 1 });
  return inbox;
};

const resolveClock = (clock: Clock = createSystemClock()): Clock => {
  if (typeof clock?.now === 'function' && typeof clock.after === 'function') return clock;
  throw new UsageError('BAD_OPTION', 'clock has no now() and after()');
};

const resolveLifecycle = (
  given: NetMgrOptions['lifecycle'] = typeof document === 'object' &&
    typeof addEventListener === 'function' &&
    pageLifecycle,
  clock: Clock,
  onFailed: OnCallbackFailed,
): ResolvedOptions['lifecycle'] => {
  if (given !== false) checkFunction('lifecycle', given);
  const isolate = (fn: () => unknown): void => callIsolated(fn, [], (error) => onFailed(error, 'lifecycle'));
  return (listener) => {
    let unsubscribe: (() => void) | undefined;
    isolate(() => {
      unsubscribe = given ? given(listener, clock) : undefined;
    });
    return () => isolate(() => unsubscribe?.());
  };
};

const resolveLayout = (layout: FrameLayout = FRAME_LAYOUTS.unity): FrameLayout => {
  if (typeof layout?.headerBytes === 'number') return layout;
  throw new UsageError('BAD_OPTION', 'layout is none that defineFrameLayout made');
};

const resolveLink = (options: NetMgrOptions, clock: Clock, onFailed: OnCallbackFailed): LinkOptions => {
  const { highWaterBytes = DEFAULTS.highWaterBytes, maxBufferedBytes = DEFAULTS.maxBufferedBytes } = options;
  const layout = resolveLayout(options.layout);
  const largest = { min: 0, max: 2 ** 31 - 1 };
  const maxBodyBytes = checkNumber('maxBodyBytes', options.maxBodyBytes ?? DEFAULTS.maxBodyBytes, largest);
  return {
    clock,
    layout,
    maxBodyBytes,
    encoder: createFrameEncoder({ layout, maxBodyBytes }),
    taps: new Taps(layout, (error) => onFailed(error, 'a tap')),
    highWaterBytes: checkNumber('highWaterBytes', highWaterBytes, COUNT),
    maxBufferedBytes: checkNumber('maxBufferedBytes', maxBufferedBytes, { min: 1 }),
  };
};

/** Refuses ids that the layout's header cannot carry. Without an id in the header there is no heartbeat, and no Quit. */
const resolveSystemIds = (options: NetMgrOptions, { layout, encoder }: LinkOptions): SystemIds => {
  const ids: SystemIds = withDefaults('systemIds', options.systemIds, DEFAULT_SYSTEM_IDS);
  if (layout.idBytes === 0) {
    if (options.heartbeat === false) return ids;
    throw new UsageError('BAD_OPTION', 'heartbeat must be false: frames of this layout carry no id');
  }
  for (const [name, id] of Object.entries(ids)) {
    try {
      encoder.encodeRaw(id, new Uint8Array(0));
    } catch (cause) {
      throw new UsageError(
        'BAD_OPTION',
        `systemIds.${name}, ${id}, does not fit the ${layout.idBytes}-byte id of the layout`,
        cause,
      );
    }
  }
  return ids;
};

const checkMessages = (messages: NetMgrOptions['messages'] = []): Iterable<MessageType<unknown>> => {
  if (typeof messages?.[Symbol.iterator] === 'function') return messages;
  throw new UsageError('BAD_OPTION', 'messages is no list of message types');
};

const resolvePolicy = (
  options: NetMgrOptions,
  heartbeat: ConnectionPolicy['heartbeat'],
  saysQuit: boolean,
  onFailed: OnCallbackFailed,
): ConnectionPolicy => {
  const { connectTimeoutMs = DEFAULTS.connectTimeoutMs, quitTimeoutMs = DEFAULTS.quitTimeoutMs } = options;
  const reconnect = resolveReconnect(options.reconnect);
  return {
    connectTimeoutMs: checkNumber('connectTimeoutMs', connectTimeoutMs, DELAY),
    quitTimeoutMs: checkNumber('quitTimeoutMs', quitTimeoutMs, DELAY),
    stableAfterMs: reconnect.stableAfterMs,
    retryFirstConnect: checkBoolean('retryFirstConnect', options.retryFirstConnect ?? DEFAULTS.retryFirstConnect),
    saysQuit,
    heartbeat,
    ...resolveRetry(options, reconnect, onFailed),
  };
};

/** Fills in the defaults and refuses what cannot work, naming the option. `onFailed` hears what `shouldReconnect` and `random` throw. */
export const resolveOptions = (
  options: NetMgrOptions,
  dialers: Dialers,
  onFailed: OnCallbackFailed,
): ResolvedOptions => {
  if (typeof options !== 'object' || options === null)
    throw new UsageError('BAD_OPTION', 'NetMgr needs an object of options');
  const clock = resolveClock(options.clock);
  const heartbeat = resolveHeartbeat(options.heartbeat);
  const link = resolveLink(options, clock, onFailed);
  const { dispatch = DEFAULTS.dispatch, whenOffline = DEFAULTS.whenOffline, trailing = DEFAULTS.trailing } = options;
  checkOneOf('webSocketFraming', options.webSocketFraming ?? 'coalesce', ['coalesce', 'single']);
  checkFunction('webSocket', options.webSocket);
  return {
    clock,
    heartbeat,
    link,
    lifecycle: resolveLifecycle(options.lifecycle, clock, onFailed),
    quitOnPageHide: checkBoolean('quitOnPageHide', options.quitOnPageHide ?? true),
    systemIds: resolveSystemIds(options, link),
    policy: resolvePolicy(options, heartbeat, link.layout.idBytes > 0, onFailed),
    target: createDialTarget(options, dialers),
    messages: checkMessages(options.messages),
    dispatch: checkOneOf('dispatch', dispatch, ['immediate', 'manual']),
    whenOffline: checkOneOf('whenOffline', whenOffline, WHEN_OFFLINE),
    offlineQueue: resolveOfflineQueue(options.offlineQueue),
    inbox: resolveInbox(options.inbox),
    frameTimeoutMs: checkNumber('frameTimeoutMs', options.frameTimeoutMs ?? DEFAULTS.frameTimeoutMs, DELAY),
    trailing: checkOneOf('trailing', trailing, ['error', 'ignore']),
  };
};
