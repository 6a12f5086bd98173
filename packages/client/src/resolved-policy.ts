import { drawDelayMs } from './connection/backoff.ts';
import type { DropError } from './connection/state.ts';
import type { ConnectionPolicy, Retry } from './connection/transition.ts';
import { saysRestart } from './drop-error.ts';
import type { IsolatedEmitter } from './emitter.ts';
import { ProtocolError } from './errors.ts';
import type { NetMgrOptions, ReconnectInfo, ReconnectOptions } from './net-mgr-options.ts';
import { checkFunction, checkNumber, MAX_DELAY_MS, type OptionRules, readGroup, readOptions } from './option-checks.ts';

type Values = Required<Pick<NetMgrOptions, 'connectTimeoutMs' | 'quitTimeoutMs' | 'retryFirstConnect'>>;

const VALUES: OptionRules<Values> = {
  connectTimeoutMs: [10_000, 1, MAX_DELAY_MS],
  quitTimeoutMs: [2000, 1, MAX_DELAY_MS],
  retryFirstConnect: [false],
};

const RECONNECT: OptionRules<Required<ReconnectOptions>> = {
  maxAttempts: [Number.POSITIVE_INFINITY, 0],
  baseDelayMs: [1000, 0, MAX_DELAY_MS],
  maxDelayMs: [30_000, 0, MAX_DELAY_MS],
  stableAfterMs: [10_000, 0, MAX_DELAY_MS],
};

type Answer = boolean | { readonly afterMs: number };

const retriesByDefault = (error: DropError): boolean => !(error instanceof ProtocolError) && error.retryable;

/** What the machine is told of the options, and asks the game's `shouldReconnect` and `random`; `events` reports what those throw. */
export class ResolvedPolicy implements ConnectionPolicy {
  declare readonly connectTimeoutMs: number;
  declare readonly quitTimeoutMs: number;
  declare readonly retryFirstConnect: boolean;
  readonly stableAfterMs: number;
  readonly saysQuit: boolean;
  readonly heartbeat: ConnectionPolicy['heartbeat'];
  readonly #reconnect: Required<ReconnectOptions>;
  readonly #events: IsolatedEmitter;
  readonly #shouldReconnect: NetMgrOptions['shouldReconnect'];
  readonly #random: () => number;

  constructor(
    options: NetMgrOptions,
    heartbeat: ConnectionPolicy['heartbeat'],
    saysQuit: boolean,
    random: () => number,
    events: IsolatedEmitter,
  ) {
    const { reconnect } = options;
    this.#reconnect = readGroup('reconnect', reconnect === false ? { maxAttempts: 0 } : reconnect, RECONNECT);
    this.stableAfterMs = this.#reconnect.stableAfterMs;
    this.saysQuit = saysQuit;
    this.heartbeat = heartbeat;
    this.#events = events;
    this.#shouldReconnect = checkFunction('shouldReconnect', options.shouldReconnect);
    this.#random = random;
    Object.assign(this, readOptions(options, VALUES));
  }

  retry(error: DropError, attempt: number, wasConnected: boolean): Retry | undefined {
    if (attempt > this.#reconnect.maxAttempts) return undefined;
    const answer = this.#askGame({ error, attempt, wasConnected, retryable: retriesByDefault(error) });
    if (answer === false) return undefined;
    const hintMs = typeof answer === 'object' ? answer.afterMs : undefined;
    const facts = { attempt, serverRestarts: saysRestart(error), hintMs };
    // A delay that the game named is not for a wake to cut short.
    return { delayMs: drawDelayMs(this.#reconnect, facts, () => this.#draw()), mayHurry: hintMs === undefined };
  }

  hurriedDelayMs(): number {
    return drawDelayMs(this.#reconnect, { attempt: 1 }, () => this.#draw());
  }

  /** Asks `shouldReconnect`, and does as by default where it answers nothing that can be followed. */
  #askGame(info: ReconnectInfo): Answer {
    const what = 'shouldReconnect';
    const ask = this.#shouldReconnect;
    let answer: Answer = info.retryable;
    if (ask) this.#events.isolate(() => (answer = ask(info)), [], what);
    if (typeof answer === 'boolean') return answer;
    try {
      checkNumber(`${what}().afterMs`, (answer as { afterMs: number } | undefined)?.afterMs as number, 0, MAX_DELAY_MS);
      return answer;
    } catch (error) {
      this.#events.failed(error, what);
      return info.retryable;
    }
  }

  /** A jitter that is no draw must not keep a lost connection from coming back. */
  #draw(): number {
    try {
      return checkNumber('random()', this.#random(), 0, 1);
    } catch (error) {
      this.#events.failed(error, 'random');
      return 0.5;
    }
  }
}
