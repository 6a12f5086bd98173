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
import { type OfflineQueueOptions, OVERFLOW_POLICIES, WHEN_OFFLINE } from './offline-queue.ts';
import {
  checkFunction,
  checkNumber,
  checkOneOf,
  checkThat,
  MAX_DELAY_MS,
  type OptionRules,
  readGroup,
  readOptions,
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

type PickOptions<K extends keyof NetMgrOptions> = Required<Pick<NetMgrOptions, K>>;
type PolicyValues = PickOptions<'connectTimeoutMs' | 'quitTimeoutMs' | 'retryFirstConnect'>;
type LinkValues = PickOptions<'maxBodyBytes' | 'highWaterBytes' | 'maxBufferedBytes' | 'webSocketFraming'>;
type Values = PickOptions<'quitOnPageHide' | 'dispatch' | 'whenOffline' | 'frameTimeoutMs' | 'trailing'>;

// In small groups, which are completed in place below: V8 gives an object made by spreading a shape of its own, and one with more than some
// fifteen properties a hash table. There may be thousands of NetMgrs, and reading options is fast only while all of them look alike.

const POLICY: OptionRules<PolicyValues> = {
  connectTimeoutMs: [10_000, 1, MAX_DELAY_MS],
  quitTimeoutMs: [2000, 1, MAX_DELAY_MS],
  retryFirstConnect: [false],
};

const LINK: OptionRules<LinkValues> = {
  maxBodyBytes: [DEFAULT_MAX_BODY_BYTES, 0, 2 ** 31 - 1],
  highWaterBytes: [1_048_576, 0],
  maxBufferedBytes: [16_777_216, 1],
  webSocketFraming: ['coalesce', 'single'],
};

const VALUES: OptionRules<Values> = {
  quitOnPageHide: [true],
  dispatch: ['immediate', 'manual'],
  whenOffline: WHEN_OFFLINE,
  frameTimeoutMs: [10_000, 1, MAX_DELAY_MS],
  trailing: ['error', 'ignore'],
};

const HEARTBEAT: OptionRules<Required<HeartbeatOptions>> = {
  intervalMs: [2000, 1, MAX_DELAY_MS],
  replyTimeoutMs: [4000, 1, MAX_DELAY_MS],
  expectReply: [true],
  when: ['always', 'idle'],
};

const RECONNECT: OptionRules<Required<ReconnectOptions>> = {
  maxAttempts: [Number.POSITIVE_INFINITY, 0],
  baseDelayMs: [1000, 0, MAX_DELAY_MS],
  maxDelayMs: [30_000, 0, MAX_DELAY_MS],
  stableAfterMs: [10_000, 0, MAX_DELAY_MS],
};

const OFFLINE_QUEUE: OptionRules<Required<OfflineQueueOptions>> = {
  maxMessages: [1000, 0],
  maxBytes: [1_048_576, 0],
  maxAgeMs: [60_000, 0],
  overflow: OVERFLOW_POLICIES,
};

const INBOX: OptionRules<Required<NonNullable<NetMgrOptions['inbox']>>> = {
  maxMessages: [10_000, 1],
  maxBytes: [16_777_216, 1],
};

/** The options of a NetMgr with every default filled in and every value checked. */
export interface ResolvedOptions extends Values {
  readonly clock: Clock;
  readonly policy: ConnectionPolicy;
  readonly heartbeat: Required<HeartbeatOptions> | undefined;
  /** Subscribes to the host's lifecycle; what it returns unsubscribes. Neither throws. */
  readonly lifecycle: (listener: LifecycleListener) => () => void;
  readonly link: LinkOptions;
  /** Asked at every dial. */
  readonly target: () => TransportFactory | Promise<TransportFactory>;
  readonly messages: Iterable<MessageType<unknown>>;
  readonly systemIds: SystemIds;
  readonly offlineQueue: Required<OfflineQueueOptions>;
  readonly inbox: { readonly maxMessages: number; readonly maxBytes: number };
}

const resolveHeartbeat = (option: NetMgrOptions['heartbeat']): Required<HeartbeatOptions> | undefined => {
  if (option === false) return undefined;
  if (typeof option === 'string') checkOneOf('heartbeat', option, ['realtime', 'relaxed']);
  return readGroup('heartbeat', typeof option === 'string' ? HEARTBEAT_PRESETS[option] : option, HEARTBEAT);
};

const retriesByDefault = (error: DropError): boolean => !(error instanceof ProtocolError) && error.retryable;

/** Hears what a callback of the options threw. */
type OnCallbackFailed = (error: unknown, what: string) => void;

/** A jitter that is no draw must not keep a lost connection from coming back. */
const guardRandom = (random: () => number, onFailed: OnCallbackFailed): (() => number) => {
  return () => {
    try {
      return checkNumber('random()', random(), { min: 0, max: 1 });
    } catch (error) {
      onFailed(error, 'random');
      return 0.5;
    }
  };
};

/** Asks `shouldReconnect`, and does as by default where it answers nothing that can be followed. */
const askGame = (
  shouldReconnect: NetMgrOptions['shouldReconnect'],
  info: ReconnectInfo,
  onFailed: OnCallbackFailed,
): boolean | { readonly afterMs: number } => {
  const onBadAnswer = (error: unknown): void => onFailed(error, 'shouldReconnect');
  let answer = info.retryable as boolean | { readonly afterMs: number };
  if (shouldReconnect) callIsolated(() => (answer = shouldReconnect(info)), [], onBadAnswer);
  if (typeof answer === 'boolean') return answer;
  try {
    checkNumber('shouldReconnect().afterMs', answer?.afterMs, { min: 0, max: MAX_DELAY_MS });
    return answer;
  } catch (error) {
    onBadAnswer(error);
    return info.retryable;
  }
};

const resolveRetry = (
  options: NetMgrOptions,
  reconnect: Required<ReconnectOptions>,
  onFailed: OnCallbackFailed,
): Pick<ConnectionPolicy, 'retry' | 'hurriedDelayMs'> => {
  const random = guardRandom(checkFunction('random', options.random) ?? Math.random, onFailed);
  const shouldReconnect = checkFunction('shouldReconnect', options.shouldReconnect);
  return {
    retry: (error, attempt, wasConnected) => {
      if (attempt > reconnect.maxAttempts) return undefined;
      const info = { error, attempt, wasConnected, retryable: retriesByDefault(error) };
      const answer = askGame(shouldReconnect, info, onFailed);
      if (answer === false) return undefined;
      const hintMs = typeof answer === 'object' ? answer.afterMs : undefined;
      const delayMs = drawDelayMs(reconnect, { attempt, serverRestarts: saysRestart(error), hintMs }, random);
      // A delay that the game named is not for a wake to cut short.
      return { delayMs, mayHurry: hintMs === undefined };
    },
    hurriedDelayMs: () => drawDelayMs(reconnect, { attempt: 1 }, random),
  };
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

const resolveLink = (
  options: NetMgrOptions,
  clock: Clock,
  layout: FrameLayout,
  onFailed: OnCallbackFailed,
): LinkOptions => {
  const values = readOptions(options, LINK);
  return Object.assign(values, {
    clock,
    layout,
    encoder: createFrameEncoder({ layout, maxBodyBytes: values.maxBodyBytes }),
    taps: new Taps(layout, (error) => onFailed(error, 'a tap')),
  });
};

/** Refuses ids that the layout's header cannot carry. Without an id in the header there is no heartbeat, and no Quit. */
const resolveSystemIds = (options: NetMgrOptions, { layout, encoder }: LinkOptions): SystemIds => {
  const ids: SystemIds = withDefaults('systemIds', options.systemIds, DEFAULT_SYSTEM_IDS);
  if (layout.idBytes === 0) {
    checkThat(options.heartbeat === false, 'heartbeat must be false: frames of this layout carry no id');
    return ids;
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

/** Fills in the defaults and refuses what cannot work, naming the option. `onFailed` hears what `shouldReconnect` and `random` throw. */
export const resolveOptions = (
  options: NetMgrOptions,
  dialers: Dialers,
  onFailed: OnCallbackFailed,
): ResolvedOptions => {
  checkThat(typeof options === 'object' && options !== null, 'NetMgr needs an object of options');
  const { clock = createSystemClock(), layout = FRAME_LAYOUTS.unity, messages = [] } = options;
  checkThat(typeof clock?.now === 'function' && typeof clock.after === 'function', 'clock has no now() and after()');
  checkThat(typeof layout?.headerBytes === 'number', 'layout is none that defineFrameLayout made');
  checkThat(typeof messages?.[Symbol.iterator] === 'function', 'messages is no list of message types');
  const heartbeat = resolveHeartbeat(options.heartbeat);
  const reconnect = readGroup(
    'reconnect',
    options.reconnect === false ? { maxAttempts: 0 } : options.reconnect,
    RECONNECT,
  );
  const link = resolveLink(options, clock, layout, onFailed);
  checkFunction('webSocket', options.webSocket);
  return Object.assign(readOptions(options, VALUES), {
    clock,
    heartbeat,
    link,
    lifecycle: resolveLifecycle(options.lifecycle, clock, onFailed),
    systemIds: resolveSystemIds(options, link),
    policy: Object.assign(readOptions(options, POLICY), {
      stableAfterMs: reconnect.stableAfterMs,
      saysQuit: link.layout.idBytes > 0,
      heartbeat,
      ...resolveRetry(options, reconnect, onFailed),
    }),
    target: createDialTarget(options, dialers),
    messages,
    offlineQueue: readGroup('offlineQueue', options.offlineQueue, OFFLINE_QUEUE),
    inbox: readGroup('inbox', options.inbox, INBOX),
  });
};
