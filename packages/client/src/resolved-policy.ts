import { type BackoffFacts, delayBeforeDialMs } from './connection/backoff.ts';
import type { DropError } from './connection/state.ts';
import type { ConnectionPolicy, Retry } from './connection/transition.ts';
import { saysRestart } from './drop-error.ts';
import type { IsolatedEmitter } from './emitter.ts';
import { ProtocolError } from './errors.ts';
import type { ReconnectInfo } from './net-mgr-options.ts';
import { checkNumber, MAX_DELAY_MS } from './option-checks.ts';
import type { Settings } from './options.ts';

type Answer = boolean | { readonly afterMs: number };

const retriesByDefault = (error: DropError): boolean => !(error instanceof ProtocolError) && error.retryable;

/** Asks the game's `shouldReconnect` and `random` for the machine, and reports what those throw. */
export class ResolvedPolicy implements ConnectionPolicy {
  readonly settings: Settings;
  readonly events: IsolatedEmitter;

  constructor(settings: Settings, events: IsolatedEmitter) {
    this.settings = settings;
    this.events = events;
  }

  retry(error: DropError, attempt: number, wasConnected: boolean): Retry | undefined {
    if (attempt > this.settings.reconnect.maxAttempts) return undefined;
    const answer = this.#askGame({ error, attempt, wasConnected, retryable: retriesByDefault(error) });
    if (answer === false) return undefined;
    const hintMs = typeof answer === 'object' ? answer.afterMs : undefined;
    // A delay that the game named is not for a wake to cut short.
    return {
      delayMs: this.#delayMs({ attempt, serverRestarts: saysRestart(error), hintMs }),
      mayHurry: hintMs === undefined,
    };
  }

  hurriedDelayMs(): number {
    return this.#delayMs({ attempt: 1 });
  }

  /** A jitter that is no draw must not keep a lost connection from coming back. */
  #delayMs(facts: BackoffFacts): number {
    const { random, reconnect } = this.settings;
    let draw = 0.5;
    try {
      draw = checkNumber('random()', random(), 0, 1);
    } catch (error) {
      this.events.failed(error, 'random');
    }
    return delayBeforeDialMs(reconnect, facts, draw);
  }

  /** Asks `shouldReconnect`, and does as by default where it answers nothing that can be followed. */
  #askGame(info: ReconnectInfo): Answer {
    const what = 'shouldReconnect';
    const ask = this.settings.shouldReconnect;
    let answer: Answer = info.retryable;
    if (ask) this.events.isolate(() => (answer = ask(info)), [], what);
    if (typeof answer === 'boolean') return answer;
    try {
      checkNumber(`${what}().afterMs`, (answer as { afterMs: number } | undefined)?.afterMs as number, 0, MAX_DELAY_MS);
      return answer;
    } catch (error) {
      this.events.failed(error, what);
      return info.retryable;
    }
  }
}
