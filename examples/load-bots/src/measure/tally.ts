import { NetMgrError } from '@netmgr/client/node';
import type { BotScript } from '../bots/bot-script.ts';
import type { Observer } from '../bots/observer.ts';
import { Latencies } from './latencies.ts';

/** How often something failed, and what was said of it the first time. */
export interface ErrorCount {
  readonly count: number;
  readonly first: string;
}

/** Counts what bots live through. */
export class Tally implements Observer {
  /** From when an answer was planned to be asked for. */
  readonly latency: Latencies = new Latencies();
  /** From when it was asked for. */
  readonly service: Latencies = new Latencies();
  /** As `latency`, since the last line of progress. */
  readonly recent: Latencies = new Latencies();
  readonly connectTime: Latencies = new Latencies();
  /** How late this process began turns: what it adds by itself. */
  readonly lag: Latencies = new Latencies();
  readonly errors: Map<string, ErrorCount> = new Map();
  readonly #measures: BotScript['measures'];
  connections = 0;
  turns = 0;
  missedTurns = 0;
  /** What scripts sent, requests included; heartbeats are not. */
  sentMessages = 0;
  answered = 0;

  constructor(measures: BotScript['measures'] = 'requests') {
    this.#measures = measures;
  }

  get errorCount(): number {
    return [...this.errors.values()].reduce((sum, { count }) => sum + count, 0);
  }

  connected(tookMs: number | undefined): void {
    this.connections++;
    if (tookMs !== undefined) this.connectTime.record(tookMs);
  }

  sent(): void {
    this.sentMessages++;
  }

  replied(fromPlanMs: number, fromSendMs: number): void {
    if (this.#measures === 'requests') this.#answer(fromPlanMs, fromSendMs);
  }

  waitedInVain(fromPlanMs: number): void {
    if (this.#measures !== 'requests') return;
    this.latency.record(fromPlanMs);
    this.recent.record(fromPlanMs);
  }

  heartbeat(rttMs: number): void {
    if (this.#measures === 'heartbeats') this.#answer(rttMs, rttMs);
  }

  failed(code: string, error: unknown): void {
    const { count = 0, first = wordsOf(error) } = this.errors.get(code) ?? {};
    this.errors.set(code, { count: count + 1, first });
  }

  turn(lagMs: number): void {
    this.turns++;
    this.lag.record(lagMs);
  }

  missed(turns: number): void {
    this.missedTurns += turns;
  }

  #answer(fromPlanMs: number, fromSendMs: number): void {
    this.answered++;
    this.latency.record(fromPlanMs);
    this.recent.record(fromPlanMs);
    this.service.record(fromSendMs);
  }
}

/** The codes of the SDK are told anyway; where a script throws, its place says more than its words. */
const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error instanceof NetMgrError ? error.message.replace(/^\[\w+\] /, '') : placeOf(error);
};

const placeOf = ({ message, stack = '' }: Error): string => {
  const [place] = /file:\S+?(?=\)?$)/m.exec(stack) ?? [];
  return place === undefined ? message : `${message} (${place})`;
};
