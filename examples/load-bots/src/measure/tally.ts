import type { BotScript } from '../bots/bot-script.ts';
import type { Observer } from '../bots/observer.ts';
import { Latencies } from './latencies.ts';

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
  readonly errors: Map<string, number> = new Map();
  readonly #measures: BotScript['measures'];
  connections = 0;
  turns = 0;
  missedTurns = 0;
  /** What scripts sent, requests included; heartbeats are not. */
  sentMessages = 0;
  answered = 0;
  /** What a script threw first. */
  scriptError: unknown;

  constructor(measures: BotScript['measures'] = 'requests') {
    this.#measures = measures;
  }

  get errorCount(): number {
    return [...this.errors.values()].reduce((sum, count) => sum + count, 0);
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
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
    if (code === 'SCRIPT_FAILED') this.scriptError ??= error;
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
