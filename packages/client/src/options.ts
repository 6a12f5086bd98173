import { type Clock, createSystemClock } from './clock.ts';
import { drawDelayMs } from './connection/backoff.ts';
import type { DropError } from './connection/state.ts';
import type { ConnectionPolicy } from './connection/transition.ts';
import { createDialTarget, type Dialers } from './dial-target.ts';
import { saysRestart } from './drop-error.ts';
import { callIsolated } from './emitter.ts';
import { ProtocolError, UsageError } from './errors.ts';
import type { LinkOptions } from './link.ts';
import type { HeartbeatOptions, NetMgrOptions, ReconnectInfo, ReconnectOptions } from './net-mgr-options.ts';
import { type OfflineQueueOptions, OVERFLOW_POLICIES, type WhenOffline } from './offline-queue.ts';
import { DEFAULT_MAX_BODY_BYTES } from './protocol/constants.ts';
import { createFrameEncoder } from './protocol/frame-encoder.ts';
import { FRAME_LAYOUTS } from './protocol/frame-layout.ts';
import type { MessageType } from './protocol/message-type.ts';
import { DEFAULT_SYSTEM_IDS, type SystemIds } from './protocol/system-messages.ts';
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

type Bounds = { readonly min: number; readonly max?: number };

/** Gives `value` back when it is a number within its bounds; `BAD_OPTION`, naming it, when it is not. */
export const checkNumber = (name: string, value: number, { min, max = Number.POSITIVE_INFINITY }: Bounds): number => {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new UsageError('BAD_OPTION', `${name} is ${String(value)}, which is no number from ${min} to ${max}`);
};

const checkOneOf = <T extends string>(name: string, value: T, allowed: readonly T[]): T => {
  if (allowed.includes(value)) return value;
  throw new UsageError('BAD_OPTION', `${name} is ${String(value)}, which is none of ${allowed.join(', ')}`);
};

/** The longest delay that host timers take; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const DELAY: Bounds = { min: 1, max: MAX_DELAY_MS };
const COUNT: Bounds = { min: 0 };

const resolveHeartbeat = (option: NetMgrOptions['heartbeat']): Required<HeartbeatOptions> | undefined => {
  if (option === false) return undefined;
  if (typeof option === 'string') checkOneOf('heartbeat', option, ['realtime', 'relaxed']);
  const chosen = typeof option === 'string' ? HEARTBEAT_PRESETS[option] : option;
  const heartbeat: Required<HeartbeatOptions> = { ...DEFAULTS.heartbeat, ...chosen };
  checkNumber('heartbeat.intervalMs', heartbeat.intervalMs, DELAY);
  checkNumber('heartbeat.replyTimeoutMs', heartbeat.replyTimeoutMs, DELAY);
  checkOneOf('heartbeat.when', heartbeat.when, ['always', 'idle']);
  return heartbeat;
};

const resolveReconnect = (option: NetMgrOptions['reconnect']): Required<ReconnectOptions> => {
  const reconnect = { ...DEFAULTS.reconnect, ...(option === false ? { maxAttempts: 0 } : option) };
  checkNumber('reconnect.maxAttempts', reconnect.maxAttempts, COUNT);
  checkNumber('reconnect.baseDelayMs', reconnect.baseDelayMs, { min: 0, max: MAX_DELAY_MS });
  checkNumber('reconnect.maxDelayMs', reconnect.maxDelayMs, { min: 0, max: MAX_DELAY_MS });
  checkNumber('reconnect.stableAfterMs', reconnect.stableAfterMs, { min: 0, max: MAX_DELAY_MS });
  return reconnect;
};

const retriesByDefault = (error: DropError): boolean => !(error instanceof ProtocolError) && error.retryable;

const resolveRetry = (
  options: NetMgrOptions,
  reconnect: Required<ReconnectOptions>,
  onBadAnswer: (error: unknown) => void,
): ConnectionPolicy['retryDelayMs'] => {
  const random = options.random ?? Math.random;
  const answerOf = (info: ReconnectInfo): boolean | { readonly afterMs: number } => {
    const ask = options.shouldReconnect ?? (() => info.retryable);
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
  return (error, attempt, wasConnected) => {
    if (attempt > reconnect.maxAttempts) return undefined;
    const answer = answerOf({ error, attempt, wasConnected, retryable: retriesByDefault(error) });
    if (answer === false) return undefined;
    const hintMs = typeof answer === 'object' ? answer.afterMs : undefined;
    return drawDelayMs(reconnect, { attempt, serverRestarts: saysRestart(error), hintMs }, random);
  };
};

const resolveOfflineQueue = (option: NetMgrOptions['offlineQueue']): Required<OfflineQueueOptions> => {
  const queue = { ...DEFAULTS.offlineQueue, ...option };
  checkNumber('offlineQueue.maxMessages', queue.maxMessages, COUNT);
  checkNumber('offlineQueue.maxBytes', queue.maxBytes, COUNT);
  checkNumber('offlineQueue.maxAgeMs', queue.maxAgeMs, COUNT);
  checkOneOf('offlineQueue.overflow', queue.overflow, OVERFLOW_POLICIES);
  return queue;
};

const resolveInbox = (option: NetMgrOptions['inbox']): ResolvedOptions['inbox'] => {
  const inbox = { ...DEFAULTS.inbox, ...option };
  checkNumber('inbox.maxMessages', inbox.maxMessages, { min: 1 });
  checkNumber('inbox.maxBytes', inbox.maxBytes, { min: 1 });
  return inbox;
};

const resolveLink = (options: NetMgrOptions, clock: Clock): LinkOptions => {
  const layout = options.layout ?? FRAME_LAYOUTS.unity;
  const maxBodyBytes = checkNumber('maxBodyBytes', options.maxBodyBytes ?? DEFAULTS.maxBodyBytes, {
    min: 0,
    max: 2 ** 31 - 1,
  });
  return {
    clock,
    layout,
    maxBodyBytes,
    encoder: createFrameEncoder({ layout, maxBodyBytes }),
    highWaterBytes: checkNumber('highWaterBytes', options.highWaterBytes ?? DEFAULTS.highWaterBytes, COUNT),
    maxBufferedBytes: checkNumber('maxBufferedBytes', options.maxBufferedBytes ?? DEFAULTS.maxBufferedBytes, {
      min: 1,
    }),
  };
};

/** Fills in the defaults and refuses what cannot work, naming the option. `onBadAnswer` hears what `shouldReconnect` throws. */
export const resolveOptions = (
  options: NetMgrOptions,
  dialers: Dialers,
  onBadAnswer: (error: unknown) => void,
): ResolvedOptions => {
  const clock = options.clock ?? createSystemClock();
  const heartbeat = resolveHeartbeat(options.heartbeat);
  const reconnect = resolveReconnect(options.reconnect);
  return {
    clock,
    heartbeat,
    policy: {
      connectTimeoutMs: checkNumber('connectTimeoutMs', options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs, DELAY),
      quitTimeoutMs: checkNumber('quitTimeoutMs', options.quitTimeoutMs ?? DEFAULTS.quitTimeoutMs, DELAY),
      stableAfterMs: reconnect.stableAfterMs,
      retryFirstConnect: options.retryFirstConnect ?? DEFAULTS.retryFirstConnect,
      heartbeat,
      retryDelayMs: resolveRetry(options, reconnect, onBadAnswer),
    },
    link: resolveLink(options, clock),
    target: createDialTarget(options, dialers),
    messages: options.messages ?? [],
    systemIds: { ...DEFAULT_SYSTEM_IDS, ...options.systemIds },
    dispatch: checkOneOf('dispatch', options.dispatch ?? DEFAULTS.dispatch, ['immediate', 'manual']),
    whenOffline: checkOneOf('whenOffline', options.whenOffline ?? DEFAULTS.whenOffline, ['queue', 'drop', 'throw']),
    offlineQueue: resolveOfflineQueue(options.offlineQueue),
    inbox: resolveInbox(options.inbox),
    frameTimeoutMs: checkNumber('frameTimeoutMs', options.frameTimeoutMs ?? DEFAULTS.frameTimeoutMs, DELAY),
    trailing: checkOneOf('trailing', options.trailing ?? DEFAULTS.trailing, ['error', 'ignore']),
  };
};
