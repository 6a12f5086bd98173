import { parseArgs } from 'node:util';
import { type Pace, parseDuration, parsePace } from '../bots/duration.ts';
import type { LimitName, Limits } from '../measure/report.ts';

/** What the command line asks for. */
export interface LoadOptions {
  /** The server; `undefined` starts one. */
  readonly url: string | undefined;
  readonly bots: number;
  readonly rampMs: number;
  readonly durationMs: number;
  readonly pace: Pace;
  /** Name of a built-in script, or path of a module. */
  readonly script: string;
  readonly messagesPath: string | undefined;
  readonly requestTimeoutMs: number;
  readonly seed: number;
  readonly jsonPath: string | undefined;
  readonly limits: Limits;
}

/** The text of `--help`. */
export const USAGE = `Drives a game server with many bots, and reports how fast it answers.

Usage: load-bots [options]

  --url <url>          the server, such as ws://127.0.0.1:8080 or tcp://127.0.0.1:8081; without it one is started here
  --bots <number>      how many (50)
  --ramp <duration>    how long it takes until all have begun (2s)
  --duration <duration>
                       how long to run, counted from the first bot (10s)
  --think <pace>       time between the beginnings of two turns of a bot, such as 500ms or 500ms±200ms (also 500ms+-200ms);
                       0 begins the next turn when the last has ended (500ms±200ms)
  --script <name|module>
                       what the bots say: echo, heartbeat, or a JavaScript module (echo)
  --messages <module>  JavaScript module that exports message types, for a script that asks for them by name
  --timeout <duration> how long a request waits for its reply (10s)
  --seed <number>      repeats the bots' random numbers (1)
  --json <file>        writes the report there too
  --max-p50, --max-p90, --max-p99, --max-p999, --max-latency <duration>
  --max-errors <number>
                       end with 1 when the run exceeds it
  --help

Durations are written like 600ms, 10s, 2m or 1h; a bare number means seconds, but limits need a unit. Ctrl-C ends the run with its report.
Exit codes: 0; 1 when a limit is broken, no bot was ever online or nothing was ever answered, or what the run needs cannot be loaded or written;
2 when the command line cannot be understood.`;

const FLAGS = {
  url: { type: 'string' },
  bots: { type: 'string', default: '50' },
  ramp: { type: 'string', default: '2s' },
  duration: { type: 'string', default: '10s' },
  think: { type: 'string', default: '500ms±200ms' },
  script: { type: 'string', default: 'echo' },
  messages: { type: 'string' },
  timeout: { type: 'string', default: '10s' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
  'max-p50': { type: 'string' },
  'max-p90': { type: 'string' },
  'max-p99': { type: 'string' },
  'max-p999': { type: 'string' },
  'max-latency': { type: 'string' },
  'max-errors': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const LATENCY_LIMITS: readonly (readonly [
  flag: 'max-p50' | 'max-p90' | 'max-p99' | 'max-p999' | 'max-latency',
  LimitName,
])[] = [
  ['max-p50', 'p50'],
  ['max-p90', 'p90'],
  ['max-p99', 'p99'],
  ['max-p999', 'p999'],
  ['max-latency', 'max'],
];

const MAX_BOTS = 100_000;
const MAX_COUNT = 999_999_999;

/** Reads the command line; `undefined` asks for help. Throws an error of one line when it cannot be understood. */
export const readOptions = (args: readonly string[]): LoadOptions | undefined => {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  if (values.help) return undefined;
  const errors = values['max-errors'];
  const limits: Partial<Record<LimitName, number>> = {};
  for (const [flag, name] of LATENCY_LIMITS) {
    const text = values[flag];
    if (text !== undefined) limits[name] = readLimit(`--${flag}`, text);
  }
  if (errors !== undefined) limits.errors = readCount('--max-errors', errors);
  return {
    url: values.url === undefined ? undefined : readUrl('--url', values.url),
    bots: readCount('--bots', values.bots, 1, MAX_BOTS),
    rampMs: readDuration('--ramp', values.ramp),
    durationMs: readDuration('--duration', values.duration, 1),
    pace: readPace('--think', values.think),
    script: values.script,
    messagesPath: values.messages,
    requestTimeoutMs: readDuration('--timeout', values.timeout, 1),
    seed: readCount('--seed', values.seed),
    jsonPath: values.json,
    limits,
  };
};

/** A server that cannot even be dialled is a mistake in the command line, not a failure of the run. */
const readUrl = (name: string, text: string): string => {
  if (/^(wss?|tcp|tls):\/\/./i.test(text)) return text;
  throw new Error(`${name} takes a URL that begins with ws:, wss:, tcp: or tls:, not '${text}'`);
};

const readCount = (name: string, text: string, least = 0, most = MAX_COUNT): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new Error(`${name} takes a whole number from ${least} to ${most}, not '${text}'`);
};

/** A bare number would be seconds, and whoever means milliseconds would have a limit that never breaks. */
const readLimit = (name: string, text: string): number => {
  if (/\d\s*$/.test(text)) throw new Error(`${name} takes a duration with its unit, such as 50ms or 1s, not '${text}'`);
  return readDuration(name, text);
};

const readDuration = (name: string, text: string, leastMs = 0): number => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= leastMs) return ms;
  throw new Error(
    `${name} takes a duration such as 10s or 600ms${leastMs > 0 ? ', longer than 0,' : ','} not '${text}'`,
  );
};

const readPace = (name: string, text: string): Pace => {
  const pace = parsePace(text);
  if (pace !== undefined) return pace;
  throw new Error(`${name} takes a pace such as 500ms or 500ms±200ms, not '${text}'`);
};
