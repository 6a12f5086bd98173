import { type Clock, createSystemClock } from './clock.ts';
import type { ConnectionPolicy } from './connection/transition.ts';
import { type Counters, createCounters } from './counters.ts';
import { type Dialers, type DialTarget, findDialTarget } from './dial-target.ts';
import type { IsolatedEmitter } from './emitter.ts';
import { UsageError } from './errors.ts';
import type { LifecycleListener } from './lifecycle/lifecycle.ts';
import { pageLifecycle } from './lifecycle/page-lifecycle.ts';
import type { LinkOptions } from './link.ts';
import type { HeartbeatOptions, NetMgrOptions } from './net-mgr-options.ts';
import { type OfflineQueueOptions, OVERFLOW_POLICIES, WHEN_OFFLINE } from './offline-queue.ts';
import {
  checkFunction,
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
import { DEFAULT_SYSTEM_IDS, type SystemIds } from './protocol/system-messages.ts';
import { ResolvedPolicy } from './resolved-policy.ts';
import { Taps } from './tap.ts';

/** Heartbeat settings by name; each is dead no later than interval + deadline after the last byte. */
export const HEARTBEAT_PRESETS: Readonly<Record<'realtime' | 'relaxed', HeartbeatOptions>> = {
  /** Noticed within 6 s. For games in which a second matters. */
  realtime: { intervalMs: 2000, replyTimeoutMs: 4000 },
  /** Noticed within 35 s. For turn-based games and metered networks. */
  relaxed: { intervalMs: 10_000, replyTimeoutMs: 25_000 },
};

type PickOptions<K extends keyof NetMgrOptions> = Required<Pick<NetMgrOptions, K>>;
type LinkValues = PickOptions<'maxBodyBytes' | 'highWaterBytes' | 'maxBufferedBytes' | 'webSocketFraming'>;
type Values = PickOptions<'quitOnPageHide' | 'dispatch' | 'whenOffline' | 'frameTimeoutMs' | 'trailing'>;

// In small groups, which are completed in place below: V8 gives an object made by spreading a shape of its own, and one with more than some
// fifteen properties a hash table. There may be thousands of NetMgrs, and reading options is fast only while all of them look alike.

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
export interface ResolvedOptions extends Values, DialTarget {
  readonly clock: Clock;
  /** Shared by all that count. */
  readonly counters: Counters;
  /** Where everything is reported. */
  readonly events: IsolatedEmitter;
  readonly policy: ConnectionPolicy;
  readonly heartbeat: Required<HeartbeatOptions> | undefined;
  /** Subscribes to the host's lifecycle; what it returns unsubscribes. Neither throws. */
  readonly lifecycle: ((listener: LifecycleListener) => () => void) | undefined;
  readonly link: LinkOptions;
  readonly systemIds: SystemIds;
  readonly offlineQueue: Required<OfflineQueueOptions>;
  readonly inbox: { readonly maxMessages: number; readonly maxBytes: number };
}

const resolveHeartbeat = (option: NetMgrOptions['heartbeat']): Required<HeartbeatOptions> | undefined => {
  if (option === false) return undefined;
  if (typeof option === 'string') checkOneOf('heartbeat', option, ['realtime', 'relaxed']);
  return readGroup('heartbeat', typeof option === 'string' ? HEARTBEAT_PRESETS[option] : option, HEARTBEAT);
};

/** Where there is nothing to follow, there is no lifecycle. What the game's own throws is reported; it may pass on what it is given, unbound. */
const resolveLifecycle = (
  given: NetMgrOptions['lifecycle'] = typeof document === 'object' &&
    typeof addEventListener === 'function' &&
    pageLifecycle,
  clock: Clock,
  events: IsolatedEmitter,
): ResolvedOptions['lifecycle'] => {
  if (given === false) return undefined;
  checkFunction('lifecycle', given);
  const isolate = (fn: () => unknown): void => events.isolate(fn, [], 'lifecycle');
  return (listener) => {
    let unsubscribe: (() => void) | undefined;
    isolate(() => {
      unsubscribe = given(
        {
          onWake: () => listener.onWake(),
          onOffline: () => listener.onOffline(),
          onPageHide: () => listener.onPageHide(),
        },
        clock,
      );
    });
    return () => isolate(() => unsubscribe?.());
  };
};

const resolveLink = (
  options: NetMgrOptions,
  clock: Clock,
  layout: FrameLayout,
  timesSends: boolean,
  counters: Counters,
  events: IsolatedEmitter,
): LinkOptions => {
  const values = readOptions(options, LINK);
  return Object.assign(values, {
    clock,
    counters,
    layout,
    timesSends,
    encoder: createFrameEncoder({ layout, maxBodyBytes: values.maxBodyBytes }),
    taps: new Taps(layout, events),
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
      throw new UsageError('BAD_OPTION', `systemIds.${name}, ${id}, does not fit the ${layout.idBytes}-byte id`, cause);
    }
  }
  return ids;
};

/** Fills in the defaults and refuses what cannot work, naming the option. `events` reports what `shouldReconnect` and `random` throw. */
export const resolveOptions = (
  options: NetMgrOptions,
  dialers: Dialers,
  events: IsolatedEmitter,
  hostClock: Clock = createSystemClock(),
): ResolvedOptions => {
  checkThat(typeof options === 'object' && options !== null, 'NetMgr needs an object of options');
  const { clock = hostClock, layout = FRAME_LAYOUTS.unity, messages = [] } = options;
  checkThat(typeof clock?.now === 'function' && typeof clock.after === 'function', 'clock has no now() and after()');
  checkThat(typeof layout?.headerBytes === 'number', 'layout is none that defineFrameLayout made');
  checkThat(typeof messages?.[Symbol.iterator] === 'function', 'messages is no list of message types');
  const heartbeat = resolveHeartbeat(options.heartbeat);
  const counters = createCounters();
  const link = resolveLink(options, clock, layout, heartbeat?.when === 'idle', counters, events);
  checkFunction('webSocket', options.webSocket);
  const random = checkFunction('random', options.random) ?? Math.random;
  return Object.assign(readOptions(options, VALUES), {
    clock,
    counters,
    events,
    heartbeat,
    link,
    lifecycle: resolveLifecycle(options.lifecycle, clock, events),
    systemIds: resolveSystemIds(options, link),
    policy: new ResolvedPolicy(options, heartbeat, layout.idBytes > 0, random, events),
    offlineQueue: readGroup('offlineQueue', options.offlineQueue, OFFLINE_QUEUE),
    inbox: readGroup('inbox', options.inbox, INBOX),
    ...findDialTarget(options, dialers),
  });
};
