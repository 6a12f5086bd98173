// The options of a server that are flags without a story: each is written as its kind says, and left to the server when it is not given.

import type { ListenOptions } from '../node-mock-server.ts';
import { parseDuration } from '../time/duration.ts';

/** What `--help` prints of them. */
export const SERVER_FLAGS_HELP = `  --idle-scan <duration>     how often to look for idle clients (a quarter of the idle timeout, 10ms to 1s)
  --frame-timeout <duration> how long a frame may take from its first byte to its last, 0 for ever (10s)
  --close-timeout <duration> how long a connection that the server ended may stay half open (1s)
  --tcp-keep-alive <duration> let the kernel ask after a host that was silent for so long, and give up 10 s later; 0 never (0)
  --max-body <bytes>         the largest body (1048576)
  --max-ws-message <bytes>   the largest WebSocket message (four times the largest body, at least 1 MiB)
  --max-queued <bytes>       drop a client for which more waits (16777216)
  --max-recorded <number>, --max-recorded-bytes <bytes>
                             how much of what came is kept for the console (1000, 16777216)
  --heart-id <int>, --quit-id <int>
                             ids of the system messages (999, 1003)
  --ask-heartbeats <interval>,<timeout>[,idle]
                             ask clients by heartbeats such as 5s,2s, and drop whoever stays silent behind one;
                             with idle only those that are silent
  --no-goodbye               end without a Quit
`;

/** Settings of `parseArgs` for them. */
export const SERVER_FLAGS = {
  'idle-scan': { type: 'string' },
  'frame-timeout': { type: 'string' },
  'close-timeout': { type: 'string' },
  'tcp-keep-alive': { type: 'string' },
  'max-body': { type: 'string' },
  'max-ws-message': { type: 'string' },
  'max-queued': { type: 'string' },
  'max-recorded': { type: 'string' },
  'max-recorded-bytes': { type: 'string' },
  'heart-id': { type: 'string' },
  'quit-id': { type: 'string' },
  'ask-heartbeats': { type: 'string' },
  'no-goodbye': { type: 'boolean', default: false },
} as const;

/** What `parseArgs` gives for them. */
export type ServerFlagValues = { readonly [Flag in keyof typeof SERVER_FLAGS]?: string | boolean | undefined };

/** Reads them into options; those that were not given are left out. Throws an Error whose message is for the user. */
export const readServerFlags = (values: ServerFlagValues): ListenOptions => {
  const systemIds = withoutGaps({ heart: read(values, 'heart-id', readInt), quit: read(values, 'quit-id', readInt) });
  const given = {
    idleScanIntervalMs: read(values, 'idle-scan', readDuration),
    frameTimeoutMs: read(values, 'frame-timeout', readDuration),
    closeTimeoutMs: read(values, 'close-timeout', readDuration),
    tcpKeepAliveMs: read(values, 'tcp-keep-alive', readDuration),
    maxBodyBytes: read(values, 'max-body', readCount),
    maxWebSocketMessageBytes: read(values, 'max-ws-message', readCount),
    maxQueuedBytesPerClient: read(values, 'max-queued', readCount),
    maxRecorded: read(values, 'max-recorded', readCount),
    maxRecordedBytes: read(values, 'max-recorded-bytes', readCount),
    askHeartbeats: read(values, 'ask-heartbeats', readAsk),
    goodbye: values['no-goodbye'] === true ? false : undefined,
    systemIds: Object.keys(systemIds).length === 0 ? undefined : systemIds,
  };
  return withoutGaps(given);
};

type WithoutGaps<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

const withoutGaps = <T extends object>(values: T): WithoutGaps<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as WithoutGaps<T>;

const read = <Value>(
  values: ServerFlagValues,
  flag: keyof ServerFlagValues,
  parse: (text: string) => Value | string,
): Exclude<Value, string> | undefined => {
  const text = values[flag];
  if (typeof text !== 'string') return undefined;
  const value = parse(text);
  if (typeof value !== 'string') return value as Exclude<Value, string>;
  throw new Error(`--${flag} takes ${value}, not '${text}'`);
};

/** Readers give what they take, for people, when it is not what they were given. */
const readDuration = (text: string): number | string => parseDuration(text) ?? 'a duration such as 10s or 600ms';

const readCount = (text: string): number | string =>
  /^\d{1,15}$/.test(text) ? Number(text) : 'a whole number from 0 up';

const readInt = (text: string): number | string => {
  const id = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return id === (id | 0) ? id : 'a whole number of 32 bits';
};

const readAsk = (text: string): NonNullable<ListenOptions['askHeartbeats']> | string => {
  const [interval = '', timeout = '', when, ...more] = text.split(',');
  const [intervalMs, timeoutMs] = [parseDuration(interval), parseDuration(timeout)];
  const isWhen = when === undefined || when === 'idle' || when === 'always';
  if (intervalMs === undefined || timeoutMs === undefined || !isWhen || more.length > 0)
    return 'an interval and a timeout such as 5s,2s, and idle behind a further comma';
  return { intervalMs, timeoutMs, when: when ?? 'always' };
};
