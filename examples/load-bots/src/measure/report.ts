import type { FleetStatus } from '../bots/fleet.ts';
import type { LatencySummary } from './latencies.ts';
import type { ErrorCount, Tally } from './tally.ts';

/** What must not be exceeded, so that the command ends with 0. */
export type Limits = Readonly<Partial<Record<LimitName, number>>>;
export type LimitName = 'p50' | 'p90' | 'p99' | 'p999' | 'max' | 'errors';

/** A limit and what became of it. */
export interface Verdict {
  readonly name: LimitName;
  readonly limit: number;
  /** `undefined` when nothing was measured, which breaks the limit. */
  readonly value: number | undefined;
  readonly holds: boolean;
}

/** What a run has shown; `--json` writes it as it is. Times are in milliseconds. */
export interface Report {
  readonly target: string;
  readonly script: string;
  readonly bots: number;
  /** How many of them had begun when the run ended. */
  readonly begun: number;
  readonly seconds: number;
  readonly connections: number;
  readonly reconnects: number;
  readonly messagesOut: number;
  readonly messagesIn: number;
  readonly turns: number;
  readonly missedTurns: number;
  readonly answers: number;
  readonly measures: string;
  readonly latency: LatencySummary;
  readonly service: LatencySummary;
  readonly connectTime: LatencySummary;
  readonly lag: LatencySummary;
  readonly errors: Readonly<Record<string, ErrorCount>>;
  readonly limits: readonly Verdict[];
  readonly passed: boolean;
}

/** What a report is made of. */
export interface ReportSource {
  readonly target: string;
  readonly script: string;
  readonly measures: string;
  readonly bots: number;
  readonly elapsedMs: number;
  readonly status: FleetStatus;
  readonly tally: Tally;
  readonly limits: Limits;
}

/** Makes the report. A run in which no bot ever was online, or all that was asked stayed without reply, has failed, whatever the limits. */
export const createReport = ({ tally, status, elapsedMs, limits, ...source }: ReportSource): Report => {
  const latency = tally.latency.summary;
  const verdicts = Object.entries(limits).map(([name, limit]) =>
    judge(name as LimitName, limit, name === 'errors' ? tally.errorCount : latency[name as keyof LatencySummary]),
  );
  return {
    ...source,
    begun: status.begun,
    seconds: Math.round(elapsedMs / 100) / 10,
    connections: tally.connections,
    reconnects: status.reconnects,
    messagesOut: status.messagesOut,
    messagesIn: status.messagesIn,
    turns: tally.turns,
    missedTurns: tally.missedTurns,
    answers: tally.answered,
    latency,
    service: tally.service.summary,
    connectTime: tally.connectTime.summary,
    lag: tally.lag.summary,
    errors: Object.fromEntries([...tally.errors].sort(([, a], [, b]) => b.count - a.count)),
    limits: verdicts,
    passed:
      futility({ connections: tally.connections, answers: tally.answered, latency }) === undefined &&
      verdicts.every(({ holds }) => holds),
  };
};

/** Says why a run shows nothing of the server, if so. */
const futility = ({
  connections,
  answers,
  latency,
}: Pick<Report, 'connections' | 'answers' | 'latency'>): string | undefined => {
  if (connections === 0) return 'no bot was ever online';
  return answers === 0 && latency.count > 0 ? 'nothing was ever answered' : undefined;
};

const judge = (name: LimitName, limit: number, value: number | undefined): Verdict => ({
  name,
  limit,
  value,
  holds: value !== undefined && value <= limit,
});

const LABEL_WIDTH = 14;
const NUMBER_WIDTH = 11;

/** Writes the report for people. */
export const describeReport = (report: Report): string => {
  const { seconds, messagesOut, messagesIn, errors } = report;
  const failure = futility(report);
  const errorLines = Object.entries(errors).map(([code, { count, first }]) =>
    line('errors', `${count} ${code}: ${first}`),
  );
  const unit = report.measures === 'heartbeats' ? 'heartbeats answered' : 'requests answered';
  return [
    '',
    `${countOf(report.bots, 'bot')}, script ${report.script}, ${seconds} s against ${report.target}`,
    '',
    row('', ['p50', 'p90', 'p99', 'p99.9', 'max', 'count']),
    latencyRow('latency', report.latency),
    latencyRow('service time', report.service),
    latencyRow('connect', report.connectTime),
    '',
    line(
      'messages',
      `${messagesOut} out (${perSecond(messagesOut, seconds)}), ${messagesIn} in (${perSecond(messagesIn, seconds)})`,
    ),
    line('answers', `${report.answers} ${unit} (${perSecond(report.answers, seconds)})`),
    line('turns', `${report.turns} taken, ${report.missedTurns} missed`),
    line('connections', `${report.connections}, of which ${report.reconnects} reconnects`),
    ...(report.begun < report.bots
      ? [line('ramp', `${report.begun} of ${report.bots} bots had begun at the end`)]
      : []),
    ...(errorLines.length === 0 ? [line('errors', 'none')] : errorLines),
    ...lagLines(report.lag),
    ...report.limits.map(describeVerdict),
    ...(failure === undefined ? [] : [line('failed', failure)]),
  ].join('\n');
};

const SLOW_LAG_MS = 10;

const lagLines = ({ p99 = 0, max = 0 }: LatencySummary): string[] =>
  p99 < SLOW_LAG_MS
    ? []
    : [
        line(
          'this machine',
          `began turns late, p99 ${inMs(p99)}, at most ${inMs(max)}: it may be too slow for so many bots`,
        ),
      ];

const describeVerdict = ({ name, limit, value, holds }: Verdict): string => {
  const isCount = name === 'errors';
  const label = name === 'p999' ? 'p99.9' : name;
  const seen = value === undefined ? 'nothing was measured' : isCount ? String(value) : inMs(value);
  return line(holds ? 'holds' : 'BROKEN', `${label}: ${seen}, at most ${limit}${isCount ? '' : ' ms'}`);
};

const latencyRow = (label: string, { p50, p90, p99, p999, max, count }: LatencySummary): string =>
  row(label, [...[p50, p90, p99, p999, max].map(inMs), String(count)]);

const row = (label: string, cells: readonly string[]): string =>
  `  ${label.padEnd(LABEL_WIDTH)}${cells.map((cell) => cell.padStart(NUMBER_WIDTH)).join('')}`;

const line = (label: string, text: string): string => `  ${label.padEnd(LABEL_WIDTH)}   ${text}`;

const perSecond = (count: number, seconds: number): string => `${seconds === 0 ? 0 : Math.round(count / seconds)}/s`;

/** Writes how many of a thing there are, such as `1 bot`. */
export const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Writes milliseconds with about three digits. */
export const inMs = (ms: number | undefined): string => {
  if (ms === undefined) return '–';
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
};
