import type { Clock } from '@netmgr/client';
import { DEFAULT_MAX_BODY_BYTES, type FrameLayout, type MessageType, type SystemIds } from '@netmgr/client/protocol';
import { badOption, checkBoolean, checkClock, checkObject, checkOptions } from './check-option.ts';
import type { AskOptions } from './liveness/ask-options.ts';
import { resolveAskOptions } from './liveness/resolve-ask-options.ts';
import { resolveLayout, resolveSystemIds } from './wire-options.ts';

/** What a mock server can be told. Times are milliseconds on `clock`. */
export interface MockServerOptions {
  /**
   * The message types it speaks. Types used in `onMessage`, `send`, `broadcast` or `expectMessage` are added on the way.
   * @default [] (frames are then recorded undecoded)
   */
  readonly messages?: Iterable<MessageType<unknown>>;
  /** Time. @default the host's clock, except in `createMemoryServer`, which asks for one */
  readonly clock?: Clock;
  /** Seeds `server.random` and the luck of faults. @default 1 */
  readonly seed?: number;
  /** How frames look. @default FRAME_LAYOUTS.unity */
  readonly layout?: FrameLayout;
  /** The largest body it takes or sends; a larger one is a protocol error. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** Ids of the system messages. @default { heart: 999, quit: 1003 } */
  readonly systemIds?: Partial<SystemIds>;
  /** Answers heartbeats. @default true */
  readonly heartbeatReply?: boolean;
  /** Asks clients by heartbeats of its own, and drops whoever stays silent behind one; its offline reason is `unanswered`. @default false */
  readonly askHeartbeats?: AskOptions | false;
  /** Says Quit to everybody before it closes; otherwise `close()` ends the connections without a word. @default true */
  readonly goodbye?: boolean;
  /** Drops a client after so long without a byte; 0 or Infinity: never. @default 60_000 */
  readonly idleTimeoutMs?: number;
  /** How often it looks for idle clients, which are thus found at most so much late. @default a quarter of idleTimeoutMs, 10 to 1000 */
  readonly idleScanIntervalMs?: number;
  /** How long a frame may take from its first byte to its last; 0 or Infinity: for ever. @default 10_000 */
  readonly frameTimeoutMs?: number;
  /** How long a connection that the server ended may stay half open before it is reset. @default 1_000 */
  readonly closeTimeoutMs?: number;
  /** Resets connections beyond so many online, and tells by `clientRefused`. @default 10_000 */
  readonly maxClients?: number;
  /** Drops a client for which more than so many bytes wait; each piece that waits counts as 256 more, as it does in memory. @default 16_777_216 */
  readonly maxQueuedBytesPerClient?: number;
  /** Drops a client that sends more frames within a second of `clock`, in a burst or for long; Infinity: never. @default 100_000 */
  readonly maxFramesPerSecondPerClient?: number;
  /** Drops a client that sends more bytes within a second of `clock`, in a burst or for long; Infinity: never. @default 268_435_456 */
  readonly maxBytesPerSecondPerClient?: number;
  /** How many messages `server.received()` keeps; the oldest go first. @default 1_000 */
  readonly maxRecorded?: number;
  /** How many bytes of bodies `server.received()` stands for at most. @default 16_777_216 */
  readonly maxRecordedBytes?: number;
}

/** Options with every gap filled. */
export interface ResolvedOptions extends Required<Omit<MockServerOptions, 'systemIds' | 'messages' | 'askHeartbeats'>> {
  readonly messages: Iterable<MessageType<unknown>>;
  readonly systemIds: SystemIds;
  readonly askHeartbeats: Required<AskOptions> | false;
}

const MIB = 1_048_576;

/**
 * Checks options and fills the gaps. `otherNames` are those of options that somebody else checks.
 * Throws UsageError BAD_OPTION naming the first that is wrong, or that is none.
 */
export const resolveOptions = (
  options: MockServerOptions,
  clock: Clock | undefined,
  otherNames: readonly string[] = [],
): ResolvedOptions => {
  const resolved = fillGaps(checkObject('the server', options), clock);
  checkOptions('the server', options, [...Object.keys(resolved), ...otherNames]);
  return resolved;
};

const fillGaps = (options: MockServerOptions, clock: Clock | undefined): ResolvedOptions => {
  const duration = (name: keyof MockServerOptions, byDefault: number): number =>
    orNever(checkNumber(options, name, byDefault, { min: 0, integer: false }));
  const count = (name: keyof MockServerOptions, byDefault: number, min = 0): number =>
    checkNumber(options, name, byDefault, { min, integer: true });
  const idleTimeoutMs = duration('idleTimeoutMs', 60_000);
  const scanByDefault = Math.min(1000, Math.max(10, idleTimeoutMs / 4));
  return {
    messages: checkMessages(options.messages),
    clock: checkClock('clock', clock),
    seed: checkFinite('seed', checkNumber(options, 'seed', 1, { min: Number.NEGATIVE_INFINITY, integer: false })),
    layout: resolveLayout(options.layout),
    maxBodyBytes: checkFinite('maxBodyBytes', count('maxBodyBytes', DEFAULT_MAX_BODY_BYTES)),
    systemIds: resolveSystemIds(options.systemIds),
    heartbeatReply: checkBoolean('heartbeatReply', orDefault(options.heartbeatReply, true)),
    askHeartbeats: resolveAskOptions(options.askHeartbeats),
    goodbye: checkBoolean('goodbye', orDefault(options.goodbye, true)),
    idleTimeoutMs,
    idleScanIntervalMs: checkFinite(
      'idleScanIntervalMs',
      checkNumber(options, 'idleScanIntervalMs', scanByDefault, { min: 1, integer: false }),
    ),
    frameTimeoutMs: duration('frameTimeoutMs', 10_000),
    closeTimeoutMs: checkFinite(
      'closeTimeoutMs',
      checkNumber(options, 'closeTimeoutMs', 1000, { min: 0, integer: false }),
    ),
    maxClients: count('maxClients', 10_000, 1),
    maxQueuedBytesPerClient: count('maxQueuedBytesPerClient', 16 * MIB, 1),
    maxFramesPerSecondPerClient: count('maxFramesPerSecondPerClient', 100_000, 1),
    maxBytesPerSecondPerClient: count('maxBytesPerSecondPerClient', 256 * MIB, 1),
    maxRecorded: count('maxRecorded', 1000),
    maxRecordedBytes: count('maxRecordedBytes', 16 * MIB),
  };
};

const orNever = (ms: number): number => (ms === 0 ? Number.POSITIVE_INFINITY : ms);

/** Unlike `??`, takes `null` for a value, which is then refused. */
const orDefault = (given: unknown, byDefault: unknown): unknown => (given === undefined ? byDefault : given);

const checkNumber = (
  options: MockServerOptions,
  name: keyof MockServerOptions,
  byDefault: number,
  { min, integer }: { min: number; integer: boolean },
): number => {
  const value = orDefault(options[name], byDefault);
  const kind = integer ? 'a whole number' : 'a number';
  const wanted = min === Number.NEGATIVE_INFINITY ? kind : `${kind} from ${min} up`;
  if (typeof value !== 'number' || Number.isNaN(value) || value < min) throw badOption(name, wanted, value);
  if (integer && value !== Number.POSITIVE_INFINITY && !Number.isSafeInteger(value))
    throw badOption(name, wanted, value);
  return value;
};

const checkFinite = (name: string, value: number): number => {
  if (!Number.isFinite(value)) throw badOption(name, 'finite', value);
  return value;
};

const checkMessages = (messages: Iterable<MessageType<unknown>> = []): Iterable<MessageType<unknown>> => {
  if (typeof messages === 'string' || typeof messages?.[Symbol.iterator] !== 'function')
    throw badOption('messages', 'a list of message types', messages);
  return messages;
};
