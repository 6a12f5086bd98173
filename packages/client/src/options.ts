import { type Clock, createSystemClock } from './clock.ts';
import { type Dialers, type DialTarget, findDialTarget } from './dial-target.ts';
import { UsageError } from './errors.ts';
import type { Lifecycle } from './lifecycle/lifecycle.ts';
import type { HeartbeatOptions, NetMgrOptions, ReconnectOptions } from './net-mgr-options.ts';
import { type OfflineQueueOptions, OVERFLOW_POLICIES, WHEN_OFFLINE } from './offline-queue.ts';
import {
  checkCallback,
  checkFunction,
  checkOneOf,
  checkThat,
  MAX_DELAY_MS,
  type OptionRules,
  readGroup,
  readOptions,
  UNLIMITED,
  withDefaults,
} from './option-checks.ts';
import { DEFAULT_MAX_BODY_BYTES } from './protocol/constants.ts';
import { createFrameEncoder, type FrameEncoder } from './protocol/frame-encoder.ts';
import { FRAME_LAYOUTS, type FrameLayout } from './protocol/frame-layout.ts';
import { MessageRegistry } from './protocol/message-registry.ts';
import { DEFAULT_SYSTEM_IDS, reservedIds, type SystemIds } from './protocol/system-messages.ts';

/** Heartbeat settings by name; each is dead no later than interval + deadline after the last byte. */
export const HEARTBEAT_PRESETS: Readonly<Record<'realtime' | 'relaxed', HeartbeatOptions>> = {
  /** Noticed within 6 s. For games in which a second matters. */
  realtime: { intervalMs: 2000, replyTimeoutMs: 4000 },
  /** Noticed within 35 s. For turn-based games and metered networks. */
  relaxed: { intervalMs: 10_000, replyTimeoutMs: 25_000 },
};

type Values = Required<
  Pick<
    NetMgrOptions,
    | 'connectTimeoutMs'
    | 'quitTimeoutMs'
    | 'retryFirstConnect'
    | 'frameTimeoutMs'
    | 'quitOnPageHide'
    | 'dispatch'
    | 'whenOffline'
    | 'trailing'
    | 'maxBodyBytes'
    | 'highWaterBytes'
    | 'maxBufferedBytes'
    | 'webSocketFraming'
  >
>;

// No more than these: V8 makes a hash table of an object to which some fifteen properties were added.
const VALUES: OptionRules<Values> = {
  connectTimeoutMs: [10_000, 1, MAX_DELAY_MS],
  quitTimeoutMs: [2000, 1, MAX_DELAY_MS],
  retryFirstConnect: [false],
  frameTimeoutMs: [10_000, 1, MAX_DELAY_MS],
  quitOnPageHide: [true],
  dispatch: ['immediate', 'manual'],
  whenOffline: WHEN_OFFLINE,
  trailing: ['error', 'ignore'],
  maxBodyBytes: [DEFAULT_MAX_BODY_BYTES, 0, 2 ** 31 - 1],
  highWaterBytes: [1_048_576, 0],
  maxBufferedBytes: [16_777_216, 1],
  webSocketFraming: ['coalesce', 'single'],
};

const HEARTBEAT: OptionRules<Required<HeartbeatOptions>> = {
  intervalMs: [2000, 1, MAX_DELAY_MS],
  replyTimeoutMs: [4000, 1, MAX_DELAY_MS],
  expectReply: [true],
  when: ['always', 'idle'],
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

const RECONNECT: OptionRules<Required<ReconnectOptions>> = {
  maxAttempts: [UNLIMITED, 0],
  baseDelayMs: [1000, 0, MAX_DELAY_MS],
  maxDelayMs: [30_000, 0, MAX_DELAY_MS],
  stableAfterMs: [10_000, 0, MAX_DELAY_MS],
};

/** What a NetMgr was told, with every default filled in and every value checked. It belongs to no NetMgr: in Node many share it. */
export interface Settings {
  readonly target: DialTarget;
  readonly values: Values;
  readonly clock: Clock;
  readonly layout: FrameLayout;
  readonly encoder: FrameEncoder;
  readonly heartbeat: Required<HeartbeatOptions> | undefined;
  readonly reconnect: Required<ReconnectOptions>;
  readonly shouldReconnect: NetMgrOptions['shouldReconnect'];
  readonly random: () => number;
  /** `undefined`: that of the host, if there is one. */
  readonly lifecycle: Lifecycle | false | undefined;
  readonly systemIds: SystemIds;
  /** The SDK's own frames; `undefined` where frames carry no id, so that none can mean Quit. */
  readonly systemFrames: Readonly<Record<keyof SystemIds, Uint8Array>> | undefined;
  readonly reservedIds: ReadonlyMap<number, string>;
  /** The message types that were given. */
  readonly registry: MessageRegistry;
  readonly offlineQueue: Required<OfflineQueueOptions>;
  readonly inbox: Required<NonNullable<NetMgrOptions['inbox']>>;
}

/** Makes settings of options. */
export type ResolveOptions = (options: NetMgrOptions, dialers: Dialers) => Settings;

const resolveHeartbeat = (option: NetMgrOptions['heartbeat']): Required<HeartbeatOptions> | undefined => {
  if (option === false) return undefined;
  const given =
    typeof option === 'string' ? HEARTBEAT_PRESETS[checkOneOf('heartbeat', option, ['realtime', 'relaxed'])] : option;
  return readGroup('heartbeat', given, HEARTBEAT);
};

/** Refuses ids that the layout's header cannot carry. Without an id in the header there is no heartbeat, and no Quit. */
const encodeSystemFrames = (
  ids: SystemIds,
  heartbeat: Settings['heartbeat'],
  { idBytes }: FrameLayout,
  encoder: FrameEncoder,
): Settings['systemFrames'] => {
  if (idBytes === 0) {
    checkThat(!heartbeat, 'heartbeat must be false: frames of this layout carry no id');
    return undefined;
  }
  const encode = (name: keyof SystemIds): Uint8Array => {
    try {
      return encoder.encodeRaw(ids[name], new Uint8Array(0));
    } catch (cause) {
      throw new UsageError('BAD_OPTION', `systemIds.${name}: ${ids[name]} does not fit ${idBytes} bytes`, cause);
    }
  };
  return { heart: encode('heart'), quit: encode('quit') };
};

/** Fills in the defaults and refuses what cannot work, naming the option. */
export const resolveOptions = (
  options: NetMgrOptions,
  dialers: Dialers,
  hostClock: Clock = createSystemClock(),
): Settings => {
  checkThat(typeof options === 'object' && options !== null, 'NetMgr needs an object of options');
  const { clock = hostClock, layout = FRAME_LAYOUTS.unity, messages = [], reconnect } = options;
  checkCallback('clock.now', clock?.now);
  checkCallback('clock.after', clock.after);
  checkThat(typeof layout?.headerBytes === 'number', 'layout is not made by defineFrameLayout');
  checkThat(typeof messages?.[Symbol.iterator] === 'function', 'messages is no list of message types');
  checkFunction('webSocket', options.webSocket);
  const values = readOptions(options, VALUES);
  const heartbeat = resolveHeartbeat(options.heartbeat);
  const encoder = createFrameEncoder({ layout, maxBodyBytes: values.maxBodyBytes });
  const systemIds = withDefaults('systemIds', options.systemIds, DEFAULT_SYSTEM_IDS);
  const systemFrames = encodeSystemFrames(systemIds, heartbeat, layout, encoder);
  const reserved = reservedIds(systemIds);
  return {
    target: findDialTarget(options, dialers),
    values,
    clock,
    layout,
    encoder,
    heartbeat,
    reconnect: readGroup('reconnect', reconnect === false ? { maxAttempts: 0 } : reconnect, RECONNECT),
    shouldReconnect: checkFunction('shouldReconnect', options.shouldReconnect),
    random: checkFunction('random', options.random) ?? (() => Math.random()),
    lifecycle: options.lifecycle === false ? false : checkFunction('lifecycle', options.lifecycle),
    systemIds,
    systemFrames,
    reservedIds: reserved,
    registry: new MessageRegistry(messages, reserved),
    offlineQueue: readGroup('offlineQueue', options.offlineQueue, OFFLINE_QUEUE),
    inbox: readGroup('inbox', options.inbox, INBOX),
  };
};
